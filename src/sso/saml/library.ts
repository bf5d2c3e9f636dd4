// The library, as it is set up for a connection. See docs/decisions/0035-saml.md: it is never alone. With its readers of XML it
// takes four megabytes, so it is loaded by the first who signs in so.
import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml'
import type { SamlConnection } from '../../model/access/connection.ts'
import { loginMs } from '../begun-login.ts'
import type { OwnNames } from './names-of.ts'
import { ageMaxMs, skewMs } from './signed-check.ts'

/** Looks at what was signed before the library does, and has it judge times by the server's clock, as everything else is. */
class Library extends SAML {
  readonly #now: Date
  readonly #onSigned: (xml: string) => void

  constructor(config: SamlConfig, now: Date, onSigned: (xml: string) => void) {
    super(config)
    this.#now = now
    this.#onSigned = onSigned
  }

  protected override processValidlySignedAssertionAsync(
    xml: string,
    response: string,
    inResponseTo: string | null,
  ): ReturnType<SAML['processValidlySignedAssertionAsync']> {
    this.#onSigned(xml)
    return super.processValidlySignedAssertionAsync(xml, response, inResponseTo)
  }

  protected override checkTimestampsValidityError(
    _nowMs: number,
    notBefore: string,
    notOnOrAfter: string,
    maxTimeLimitMs?: number,
  ): Error | null {
    return super.checkTimestampsValidityError(this.#now.getTime(), notBefore, notOnOrAfter, maxTimeLimitMs)
  }
}

/** @param requestId the only request that may be answered, or that is about to be made */
export function samlOf(
  connection: SamlConnection,
  { entityId, acsUrl }: OwnNames,
  certificates: readonly string[],
  requestId: string | undefined,
  now: Date,
  onSigned: (xml: string) => void = () => {},
): SAML {
  const { signed, ownKey } = connection
  const config: SamlConfig = {
    issuer: entityId,
    audience: entityId,
    callbackUrl: acsUrl,
    entryPoint: connection.ssoUrl,
    idpCert: [...certificates],
    wantAssertionsSigned: signed !== 'response',
    wantAuthnResponseSigned: signed !== 'assertion',
    validateInResponseTo: ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: loginMs,
    // Requests are kept by the browsers that made them: what is not that browser's is not known here. They are used up in the
    // transaction that opens the session, and nowhere else. The library compares with the system's clock.
    cacheProvider: {
      saveAsync: async (_key, value) => ({ value, createdAt: Date.now() }),
      getAsync: async (key) => (key === requestId ? new Date().toISOString() : null),
      removeAsync: async (key) => key,
    },
    acceptedClockSkewMs: skewMs,
    maxAssertionAgeMs: ageMaxMs,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    disableRequestedAuthnContext: true,
    identifierFormat: null,
    allowCreate: false,
    ...(requestId === undefined ? {} : { generateUniqueId: () => requestId }),
    ...(connection.signsRequests && ownKey ? { privateKey: ownKey.privateKey } : {}),
    ...(connection.encrypted && ownKey ? { decryptionPvk: ownKey.privateKey } : {}),
  }
  return new Library(config, now, onSigned)
}
