/** One message to the server and its answer, as the panel shows it. Tokens and passwords are shown as •••. */
export interface Exchange {
  readonly protocol: 'SCIM' | 'SAML' | 'OIDC' | 'SMTP' | 'HTTP'
  readonly at: Date
  readonly request: {
    readonly line: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
  readonly response: { readonly line: string; readonly body: string }
}
export type Witness = (exchange: Exchange) => void
