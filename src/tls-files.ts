import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { invalid } from './model/errors.ts'

/** The files in TLS_CERT and TLS_KEY. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** What stands in them, in PEM form. */
export interface TlsContents {
  readonly cert: Buffer
  readonly key: Buffer
}

/**
 * Reads both files as they are.
 * @throws DoorwardError invalid, when one has vanished since it was looked into
 */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): TlsContents {
  const read = (variable: string, file: string): Buffer => {
    try {
      return readPem(file)
    } catch (error) {
      throw invalid(variable, `${(error as Error).message}.`)
    }
  }
  return { cert: read('TLS_CERT', certFile), key: read('TLS_KEY', keyFile) }
}

/**
 * Looks into both files, because what the TLS library says of a wrong one names neither the file nor the rule.
 * @returns what is wrong with which variable
 */
export function tlsProblems({ certFile, keyFile }: TlsFiles): [variable: string, rule: string][] {
  const problems: [string, string][] = []
  const use = <T>(variable: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      problems.push([variable, (error as Error).message])
      return undefined
    }
  }
  const certificate = use('TLS_CERT', () => readCertificate(certFile))
  const key = use('TLS_KEY', () => readKey(keyFile))
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    problems.push(['TLS_KEY', `${keyFile} is not the key of the certificate in ${certFile}`])
  }
  return problems
}

function readCertificate(file: string): X509Certificate {
  const cert = readPem(file)
  try {
    createSecureContext({ cert })
    return new X509Certificate(cert)
  } catch {
    throw new Error(`${file} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`)
  }
}

/** What OpenSSL and Node say of a key that needs a passphrase. */
const locked = /BAD_DECRYPT|INTERRUPTED_OR_CANCELLED|MISSING_PASSPHRASE/

function readKey(file: string) {
  const key = readPem(file)
  try {
    createSecureContext({ key })
    return createPrivateKey(key)
  } catch (error) {
    if (locked.test((error as NodeJS.ErrnoException).code ?? '')) {
      throw new Error(
        `${file} is locked with a passphrase, which nobody types at a start; unlock it (openssl pkey -in ${file} -out unlocked.pem), and name the unlocked file`,
      )
    }
    throw new Error(`${file} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)`)
  }
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
