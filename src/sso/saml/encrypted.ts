// Assertions that come encrypted to our key.
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import type { SamlConnection } from '../../model/access/connection.ts'
import { attributeOf, elementsOf, type XmlElement } from '../../model/access/xml.ts'
import { Refused, Steps } from './checks.ts'
import { contentCiphers, encryptionNamespace, keyTransport, signatureNamespace } from './names.ts'
import { checkDecrypted, type Message, readMessage } from './raw-check.ts'

const ivLength = 12
const tagLength = 16
const oaepDigests: { readonly [algorithm: string]: string } = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
}

/**
 * Decrypts an assertion and looks over what it says as if it had come so. Every failure says the same: what differed would
 * tell whoever plays with ciphers what they hold.
 * @returns what it says
 * @throws Refused
 */
export function checkEncrypted(encrypted: XmlElement, connection: SamlConnection, steps: Steps): Message {
  wrongAlgorithms(encrypted, steps)
  const plain = decrypt(encrypted, connection.ownKey?.privateKey ?? '')
  const message = plain && usable(plain, connection)
  if (!message) {
    return steps.failed(
      'decryption',
      'The encrypted assertion cannot be used. Give your provider our present certificate, and have it sign the assertion with RSA-SHA256.',
    )
  }
  steps.passed('decryption', 'The assertion was decrypted, and is built as one that comes readable.')
  return message
}

function usable(plain: Buffer, connection: SamlConnection): Message | undefined {
  const inner = new Steps()
  try {
    const message = readMessage(plain, inner)
    checkDecrypted(message, connection, inner)
    return message
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

/** What is announced is readable by everybody, so that this may be said. */
function wrongAlgorithms(encrypted: XmlElement, steps: Steps): void {
  const elements = elementsOf(encrypted)
  const only = (namespace: string, name: string) =>
    elements.filter((one) => one.name === name && one.namespace === namespace)
  const named = (name: string) => elements.filter((one) => one.name === name)
  const once = ['EncryptedData', 'EncryptedKey']
  const isUsual =
    once.every((name) => only(encryptionNamespace, name).length === 1 && named(name).length === 1) &&
    only(encryptionNamespace, 'CipherValue').length === 2 &&
    named('CipherValue').length === 2 &&
    only(encryptionNamespace, 'EncryptionMethod').length === 2 &&
    named('EncryptionMethod').length === 2 &&
    named('KeyInfo').every(({ namespace }) => namespace === signatureNamespace) &&
    named('RetrievalMethod').every((one) => /^#[\w.-]+$/.test(attributeOf(one, 'URI') ?? '')) &&
    named('CipherReference').length === 0
  if (!isUsual)
    steps.failed('encryption-form', 'The encrypted assertion is not built as usual: one key, one text.')
  const { content, key, keyDigest } = methodsOf(encrypted)
  if (!contentCiphers.has(content)) {
    steps.failed(
      'encryption-algorithms',
      'The assertion is encrypted by a cipher that is not accepted: choose AES-256-GCM in your provider.',
    )
  }
  if (key !== keyTransport || (keyDigest !== undefined && oaepDigests[keyDigest] === undefined)) {
    steps.failed(
      'encryption-algorithms',
      'The key of the assertion is wrapped in a way that is not accepted: choose RSA-OAEP (rsa-oaep-mgf1p) in your provider.',
    )
  }
  steps.passed('encryption-algorithms', 'It is encrypted by algorithms that are safe.')
}

const find = (within: XmlElement | undefined, name: string) =>
  within?.children.find((child) => child.name === name)

function partsOf(encrypted: XmlElement) {
  const elements = elementsOf(encrypted)
  const data = elements.find(({ name }) => name === 'EncryptedData')
  const key = elements.find(({ name }) => name === 'EncryptedKey')
  return { data, key }
}

function methodsOf(encrypted: XmlElement) {
  const { data, key } = partsOf(encrypted)
  const methodOf = (part: XmlElement | undefined) => find(part, 'EncryptionMethod')
  const algorithm = (one: XmlElement | undefined) => (one && attributeOf(one, 'Algorithm')) ?? ''
  const digest = find(methodOf(key), 'DigestMethod')
  return {
    content: algorithm(methodOf(data)),
    key: algorithm(methodOf(key)),
    keyDigest: digest && algorithm(digest),
  }
}

function decrypt(encrypted: XmlElement, privateKey: string): Buffer | undefined {
  const { data, key } = partsOf(encrypted)
  const bytesOf = (part: XmlElement | undefined) =>
    Buffer.from(find(find(part, 'CipherData'), 'CipherValue')?.text ?? '', 'base64')
  const bytes = bytesOf(data)
  const cipher = contentCiphers.get(methodsOf(encrypted).content) ?? 'aes-256-gcm'
  try {
    const contentKey = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      bytesOf(key),
    )
    const decipher = createDecipheriv(cipher, contentKey, bytes.subarray(0, ivLength), {
      authTagLength: tagLength,
    })
    decipher.setAuthTag(bytes.subarray(-tagLength))
    return Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}
