import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashProperly } from '../../test/fixtures/quick-passwords.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'

hashProperly()

test('a password is known by its hash, which is another one every time', async () => {
  const [first, second] = await Promise.all([hashPassword('korrekt Pferd'), hashPassword('korrekt Pferd')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/)
  expect(first).not.toBe(second)
  expect(await verifyPassword('korrekt Pferd', first)).toBe(true)
  expect(await verifyPassword('korrekt pferd', first)).toBe(false)
  expect(await verifyPassword('korrekt Pferd', null)).toBe(false)
})

test('a hash is made with the cost that it says', async () => {
  const hash = await hashPassword('korrekt Pferd')
  const [nonce, tag] = hash
    .split('$')
    .slice(-2)
    .map((part) => Buffer.from(part, 'base64'))
  const cost = { memory: 47_104, passes: 1, parallelism: 1, tagLength: 32 }
  expect(argon2Sync('argon2id', { message: 'korrekt Pferd', nonce: nonce as Buffer, ...cost })).toEqual(tag)
})

test('a hash of another implementation and another cost is understood', async () => {
  // The command line of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword('password', reference)).toBe(true)
})

test('letters that look the same are the same, however they were typed', async () => {
  expect(await verifyPassword('u\u0308ber den Wolken', await hashPassword('\u00fcber den Wolken'))).toBe(true)
})
