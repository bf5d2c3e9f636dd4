import { createHash, randomBytes } from 'node:crypto'

const codes = 10
/** 80 bits: too many to try, also for one who has stolen the hashes. */
const codeBytes = 10
/** Without what is easily misread (Crockford). */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** New recovery codes, to be shown once: `k7f2-…`, four groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: codes }, () => {
    const bits = BigInt(`0x${randomBytes(codeBytes).toString('hex')}`)
    const text = Array.from({ length: 16 }, (_, n) => letters[Number((bits >> BigInt(n * 5)) & 31n)]).join('')
    return (text.match(/.{4}/g) ?? []).join('-')
  })
}

/** As somebody types it: with or without hyphens, in any case, with letters that look like digits. */
export function hashRecoveryCode(typed: string): Buffer {
  const code = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  return createHash('sha256').update(code).digest()
}

/** Whether a text can be a recovery code, and not the code of a generator. */
export function isRecoveryCode(typed: string): boolean {
  return typed.replace(/[\s-]/g, '').length === 16
}
