import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const secretBytes = 20
const periodSeconds = 30
/** A clock may be off by a step, and a code typed slowly is the one before. */
const stepsOff = 1

/** A new secret (RFC 4226, 4: 160 bits). */
export function newTotpSecret(): Buffer {
  return randomBytes(secretBytes)
}

function generator(secret: Buffer, names: { issuer?: string; label?: string } = {}): TOTP {
  // What every generator app knows: SHA-1, six digits, thirty seconds.
  return new TOTP({
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    ...names,
  })
}

/** How an app takes the secret over: by hand, or from the URI's picture. */
export function totpSetUp(secret: Buffer, site: string, address: string): { secret: string; uri: string } {
  const totp = generator(secret, { issuer: site.replaceAll(':', ' '), label: address })
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/**
 * The time step that a code is of; undefined when it is wrong, or of a step that was used (RFC 6238, 5.2).
 * @param lastStep the newest step of which a code was accepted
 */
export function totpStep(secret: Buffer, code: string, lastStep: number, now: Date): number | undefined {
  // The library compares bytes, and fails on six digits of another script.
  if (!/^[0-9]{6}$/.test(code)) return undefined
  const timestamp = now.getTime()
  const delta = generator(secret).validate({ token: code, timestamp, window: stepsOff })
  if (delta === null) return undefined
  const step = Math.floor(timestamp / 1000 / periodSeconds) + delta
  return step > lastStep ? step : undefined
}
