/** The secret of an API key in an Authorization header (RFC 6750 2.1); undefined where the header holds none. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^bearer +(\S{1,200}) *$/i.exec(authorization ?? '')?.[1]
}
