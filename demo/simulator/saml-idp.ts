// A company's SAML identity provider by somebody else's hands: the package `samlp`, behind a page that asks who signs in.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { inflateRawSync } from 'node:zlib'
import samlp from 'samlp'
import type { SignInPerson } from './company.ts'
import { isThisMachine, type LoopbackServer, openLoopbackServer } from './loopback-server.ts'
import { chosen, rememberWho, signInAsUrl } from './sign-in-as.ts'
import { makeSigningKey, type SigningKey } from './signing-key.ts'
import { askWho } from './who-page.ts'
import type { Witness } from './wire.ts'

/** What is kept of it: at another port or with another key it would be another provider. */
export interface SamlIdpState {
  readonly port: number
  readonly key: SigningKey
}

interface SamlIdpOptions {
  readonly company: string
  /** Who can sign in now. */
  readonly people: () => readonly SignInPerson[]
  readonly state?: SamlIdpState
  readonly witness?: Witness
}

/** The server as an administrator made it known: whatever else asks is sent away. */
export interface SamlApplication {
  readonly entityId: string
  readonly acsUrl: string
  /** Where it is asked for separately; otherwise the ACS URL. */
  readonly recipient?: string
  /** What an ACS URL must match, where that is asked for. */
  readonly acsPattern?: RegExp
  readonly signed?: 'assertion' | 'response' | 'both' | 'nothing'
  /** Who somebody is to the server; otherwise their id. */
  readonly nameId?: (person: SignInPerson) => string
}

export class SamlIdp {
  /** What it signs with. */
  key: SigningKey
  readonly #server: LoopbackServer
  readonly #company: string
  #application: SamlApplication | undefined

  private constructor(server: LoopbackServer, company: string, key: SigningKey) {
    this.#server = server
    this.#company = company
    this.key = key
  }

  static async open({ company, people, state, witness = () => {} }: SamlIdpOptions): Promise<SamlIdp> {
    const key = state?.key ?? (await makeSigningKey(company))
    const server = await openLoopbackServer((request, response) => {
      if (rememberWho(server, request, response)) return
      idp.#serve(request, response, people(), witness)
    }, state?.port)
    const idp = new SamlIdp(server, company, key)
    return idp
  }

  close(): Promise<void> {
    return this.#server.close()
  }

  get origin(): string {
    return this.#server.origin
  }

  /** Its entity id, and where its metadata is. */
  get issuer(): string {
    return `${this.origin}/metadata`
  }

  get ssoUrl(): string {
    return `${this.origin}/sso`
  }

  /** From now on it knows the server by what was pasted, and nobody else. */
  admit(application: SamlApplication): void {
    this.#application = application
  }

  /** A link by which a browser is signed in as somebody. @param to where the sign-in begins, at the server */
  signInAsUrl(id: string, to: string): string {
    return signInAsUrl(this.#server, id, to)
  }

  /** Changes its certificate: the new one is in its metadata, and signs from now on. */
  async rotate(): Promise<void> {
    this.key = await makeSigningKey(this.#company)
  }

  toJson(): SamlIdpState {
    return { port: this.#server.port, key: this.key }
  }

  #serve(
    request: IncomingMessage,
    response: ServerResponse,
    people: readonly SignInPerson[],
    witness: Witness,
  ): void {
    const url = new URL(request.url ?? '/', this.origin)
    if (url.pathname === '/metadata') this.#showMetadata(request, response)
    else if (url.pathname === '/sso' && url.searchParams.has('SAMLRequest')) {
      const who = chosen(this.#server, request, response)
      const person = people.find(({ id }) => id === who)
      if (person) this.#signIn(request, response, url, person, witness)
      else this.#ask(request, response, url, people)
    } else if (url.pathname === '/') askWho(request, response, { company: this.#company, people })
    else response.writeHead(404).end()
  }

  #ask(
    request: IncomingMessage,
    response: ServerResponse,
    { searchParams }: URL,
    people: readonly SignInPerson[],
  ): void {
    const linkOf = (id: string) => `/sso?${new URLSearchParams([...searchParams, ['as', id]])}`
    askWho(request, response, { company: this.#company, people, linkOf })
  }

  #showMetadata({ headers, url }: IncomingMessage, response: ServerResponse): void {
    const describe = samlp.metadata({
      issuer: this.issuer,
      cert: this.key.certificate,
      redirectEndpointPath: '/sso',
      postEndpointPath: '/sso',
    })
    describe({ protocol: 'http', headers, originalUrl: url }, expressLike(response))
  }

  #signIn(
    { headers }: IncomingMessage,
    response: ServerResponse,
    url: URL,
    person: SignInPerson,
    witness: Witness,
  ): void {
    const request = requestIn(url)
    const acsUrl = / AssertionConsumerServiceURL="([^"]+)"/.exec(request)?.[1] ?? ''
    if (!isThisMachine(acsUrl)) throw new Error(`${acsUrl} is not at this machine`)
    const known = this.#application
    const refusal = known && refusalOf(known, request, acsUrl)
    if (refusal !== undefined)
      return void response.writeHead(400, { 'content-type': 'text/plain' }).end(refusal)
    const { key, certificate } = this.key
    const signed = known?.signed ?? 'assertion'
    const answer = samlp.auth({
      issuer: this.issuer,
      cert: certificate,
      key,
      lifetimeInSeconds: 300,
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      getUserFromRequest: () => ({
        id: person.id,
        emails: [{ value: person.address }],
        displayName: `${person.givenName} ${person.familyName}`,
        name: { givenName: person.givenName, familyName: person.familyName },
      }),
      ...((person.claims || known?.nameId) && { profileMapper: () => saysOf(person, known) }),
      ...(known && { audience: known.entityId }),
      signAssertion: signed === 'assertion' || signed === 'both',
      signResponse: signed === 'response' || signed === 'both',
      // Its defaults name the audience here.
      destination: acsUrl,
      recipient: known?.recipient ?? acsUrl,
      getPostURL: (
        _audience: string,
        _request: unknown,
        _incoming: unknown,
        answer: (error: unknown, url: string) => void,
      ) => answer(null, acsUrl),
    })
    const send = (page: string) => {
      const [, said = ''] = /name="SAMLResponse"\s+value="([^"]+)"/.exec(page) ?? []
      const xml = Buffer.from(said, 'base64').toString()
      // The browser carries both: what the server asks, and what it is answered.
      witness({
        protocol: 'SAML',
        at: new Date(),
        request: { line: `POST ${acsUrl}`, headers: {}, body: withoutSignature(xml) },
        response: { line: `asked by GET ${this.ssoUrl}`, body: request },
      })
      response.end(page)
    }
    answer(
      { method: 'GET', query: Object.fromEntries(url.searchParams), headers },
      { ...expressLike(response), send },
      (error) => void response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
    )
  }
}

/** Why a request is not answered: it is not of the application that the administrator made known. */
function refusalOf({ entityId, acsUrl, acsPattern }: SamlApplication, request: string, asked: string) {
  const [, issuer = ''] = /<(?:\w+:)?Issuer[^>]*>([^<]+)</.exec(request) ?? []
  if (issuer !== entityId) return `no application here has the entity ID ${issuer}`
  if (asked !== acsUrl) return `${asked} is not the ACS URL of ${entityId}`
  if (acsPattern && !acsPattern.test(asked)) return `${asked} does not match the pattern of ACS URLs`
  return undefined
}

const claimTypes = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

/** The name identifier and the claims, as `samlp` asks for them. */
function saysOf(person: SignInPerson, application: SamlApplication | undefined) {
  const { id, address, givenName, familyName, claims } = person
  return {
    getNameIdentifier: () => ({ nameIdentifier: application?.nameId?.(person) ?? id }),
    getClaims: () => ({
      [`${claimTypes}/emailaddress`]: address,
      [`${claimTypes}/name`]: `${givenName} ${familyName}`,
      [`${claimTypes}/givenname`]: givenName,
      [`${claimTypes}/surname`]: familyName,
      ...claims,
    }),
  }
}

/** With its signature a response would bring somebody in. */
const withoutSignature = (xml: string): string => xml.replaceAll(/(<SignatureValue>)[^<]*/g, '$1•••')

/** What `samlp` knows of a response. */
function expressLike(response: ServerResponse) {
  return {
    set: (name: string, value: string) => response.setHeader(name, value),
    send: (text: string) => response.end(text),
  }
}

const requestMax = 64 * 1024

/** The request in the address, which comes deflated (SAML bindings 3.4.4.1). @throws for what is none */
function requestIn({ searchParams }: URL): string {
  const deflated = Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')
  return inflateRawSync(deflated, { maxOutputLength: requestMax }).toString()
}
