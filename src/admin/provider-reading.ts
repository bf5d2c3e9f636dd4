// What a provider says of itself at an address: SAML metadata, and OIDC's discovery document.

import type { OutboundAllow } from '../http/outbound-allow.ts'
import { isSafeUrl, safeFetch, UnsafeAddress } from '../http/safe-fetch.ts'
import { metadataMax } from '../model/access/saml-metadata.ts'
import { invalid } from '../model/errors.ts'

/** How the outside is reached on somebody's behalf. */
export interface Outside {
  readonly outboundAllow: OutboundAllow
  readonly signal: AbortSignal
}

const waitMaxMs = 10_000
const discoveryMax = 256 * 1024

/**
 * The document at an address that an administrator gave.
 * @throws DoorwardError 'invalid', naming the field, with what went wrong
 */
async function documentAt(field: string, url: string, bytesMax: number, outside: Outside): Promise<string> {
  const { outboundAllow: allow, signal } = outside
  if (!isSafeUrl(url, allow)) throw invalid(field, 'must be a URL that begins with https://.')
  const { status, text } = await safeFetch(url, { allow, signal, timeoutMs: waitMaxMs, bytesMax }).catch(
    (error) => {
      throw invalid(field, whyNot(url, error))
    },
  )
  if (status >= 300 && status < 400) {
    throw invalid(field, `answered with ${status}, which leads elsewhere. Give the address where it leads.`)
  }
  if (status !== 200) {
    const next = 'Look whether the address is right, and opens without signing in.'
    throw invalid(field, `answered with ${status} and not with the document. ${next}`)
  }
  return text
}

function whyNot(url: string, error: unknown): string {
  const { hostname } = new URL(url)
  if (error instanceof UnsafeAddress) {
    return `${error.message}. Whoever runs the server may name it in OUTBOUND_ALLOW.`
  }
  const { code, name, message } = error as { code?: string; name?: string; message?: string }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${hostname} is not known in the DNS. Look whether the name is right.`
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'UND_ERR_CONNECT_TIMEOUT') {
    return `${hostname} did not answer in time. Try again, and look whether this server may reach it.`
  }
  if (message?.includes('longer than')) return `the answer of ${hostname} is longer than what is read.`
  return `${hostname} could not be read${code === undefined ? '' : ` (${code})`}.`
}

/** @throws DoorwardError 'invalid', field `url` */
export const metadataAt = (url: string, outside: Outside): Promise<string> =>
  documentAt('url', url, metadataMax, outside)

/**
 * Looks whether an OIDC provider is at its issuer, and is who it says.
 * @throws DoorwardError 'invalid', field `issuer`
 */
export async function requireIssuer(issuer: string, outside: Outside): Promise<void> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const text = await documentAt('issuer', url, discoveryMax, outside)
  const said = readObject(text)
  if (!said)
    throw invalid(
      'issuer',
      `what is at ${url} is no description of an OIDC provider. Look whether the issuer is right.`,
    )
  if (said.issuer !== issuer) {
    throw invalid('issuer', `the provider calls itself ${shown(said.issuer)}. It must be written exactly so.`)
  }
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const endpoint = said[name]
    if (typeof endpoint !== 'string' || !isSafeUrl(endpoint, outside.outboundAllow)) {
      throw invalid('issuer', `the provider names no ${name} that begins with https://.`)
    }
  }
}

function readObject(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? { ...read } : undefined
  } catch {
    return undefined
  }
}

const shown = (value: unknown) =>
  typeof value === 'string' ? value.slice(0, 200).replace(/[\p{Cc}]/gu, '') : 'nothing'
