// Whether a mail is from whom it says: SPF, DKIM and DMARC, as the From domain has published it.
import type { Readable } from 'node:stream'
import type { DKIMResult, DKIMVerifyResult, SPFResult } from 'mailauth'
import { getDomain } from 'tldts'
import type { MailAuthentication } from '../../model/desk/arriving-mail.ts'
import { domainOf, foldAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import type { MailDns } from './mail-dns.ts'
import type { ReadMail } from './read.ts'

/** How a mail came; where it was fetched nobody knows who gave it. */
export interface MailWay {
  readonly via: 'smtp' | 'imap'
  readonly clientAddress: string | null
  readonly helo: string | null
  readonly envelopeFrom: string | null
}

const keyBitsMin = 1024
/** Each signature may have the whole mail read once more. A mail that went through many hands has four or five. */
const signaturesMax = 20
const wordMax = 200

/**
 * Checks a mail. It takes no longer than `MailDns` waits, and a fixed amount of memory. Where the client address is not known
 * only a signature counts.
 * @param signed what its signatures are, as its reader found them
 * @param from the one From address, as its reader understands it; undefined: there is none, and nothing can be said
 */
export async function authenticateMail(
  dns: MailDns,
  raw: Readable,
  { via, clientAddress, helo, envelopeFrom }: MailWay,
  from: string | undefined,
  { keys, signatures }: Pick<ReadMail, 'keys' | 'signatures'>,
): Promise<MailAuthentication> {
  const fromDomain = from === undefined ? null : domainOf(from)
  if (signatures > signaturesMax) {
    raw.resume()
    return {
      dmarc: 'fail',
      aligned: false,
      domain: fromDomain,
      spf: 'none',
      dkim: 'too many',
      arc: 'none',
      via,
    }
  }
  // Whoever takes no mails needs none of it.
  const { authenticate, spf: checkSpf } = await import('mailauth')
  const questions = dns.about(fromDomain, keys)
  try {
    const sent = {
      // Without an address SPF says nothing; what a mail says of its own way does not count.
      ...(clientAddress !== null && { ip: clientAddress, helo: helo ?? clientAddress }),
      sender: envelopeFrom ?? '',
      mta: 'doorward',
      resolver: questions.resolve,
    }
    // Its answers are there when it is their turn, behind the signatures.
    if (clientAddress !== null) void checkSpf({ ...sent, ip: clientAddress }).catch(() => {})
    const { dkim, spf, dmarc, arc } = await authenticate(raw, {
      ...sent,
      trustReceived: false,
      minBitLength: keyBitsMin,
      rejectRsaSha1: true,
      disableBimi: true,
    })
    const said = {
      spf: wordOf(spf === false || clientAddress === null ? undefined : spf),
      dkim: dkim.results.map(wordOf).join(', ').slice(0, wordMax) || 'none',
      arc: arc === false ? 'none' : arc.status.result,
      via,
    }
    if (from === undefined || fromDomain === null)
      return { dmarc: 'none', aligned: false, domain: null, ...said }
    if (dmarc === false || questions.isTooMuch() || !isReadAlike(dkim, from)) {
      // Whoever has so much asked that no answer can be given does it on purpose, and so does whoever writes a From header that
      // two readers understand in two ways.
      return { dmarc: 'fail', aligned: false, domain: fromDomain, ...said }
    }
    const { alignment, status } = dmarc
    const spfPassed = clientAddress !== null && Boolean(alignment?.spf?.result)
    // What a signature leaves unsigned anybody may have written.
    const dkimPassed = Boolean(alignment?.dkim?.result) && !alignment.dkim.underSized
    const hasPolicy = status.result === 'pass' || status.result === 'fail'
    const aligned = hasPolicy
      ? spfPassed || dkimPassed
      : fitsWithoutPolicy(dkim.results, spf, { fromDomain, clientAddress })
    const isOpen =
      status.result === 'temperror' || (!aligned && mayYetPass(dkim.results, spf, fromDomain, clientAddress))
    return { dmarc: verdictOf(status.result, aligned, isOpen), aligned, domain: fromDomain, ...said }
  } finally {
    questions.end()
  }
}

function verdictOf(result: string, aligned: boolean, isOpen: boolean): MailAuthentication['dmarc'] {
  if (isOpen) return 'unknown'
  if (result === 'pass') return aligned ? 'pass' : 'fail'
  return result === 'none' ? 'none' : 'fail'
}

/** Whether what was checked is the address that is shown. */
function isReadAlike({ fromFields, headerFrom }: DKIMVerifyResult, from: string): boolean {
  const [checked] = headerFrom
  if (fromFields !== 1 || headerFrom.length !== 1 || checked === undefined) return false
  return foldAddress(withPlainDomain(checked.trim())) === foldAddress(from)
}

/** The same organization by the public suffix list: relaxed alignment. */
const isOf = (domain: string | undefined, fromDomain: string) =>
  domain !== undefined && organizationOf(domain.toLowerCase()) === organizationOf(fromDomain)
const organizationOf = (domain: string) => getDomain(domain, { allowPrivateDomains: true }) ?? domain

const isWholePass = ({ status }: DKIMResult) => status.result === 'pass' && !status.underSized

/** A domain without a policy has no alignment of its own; the relaxed one is the default (RFC 7489 6.3). */
function fitsWithoutPolicy(
  signatures: readonly DKIMResult[],
  spf: SPFResult | false,
  { fromDomain, clientAddress }: { readonly fromDomain: string; readonly clientAddress: string | null },
): boolean {
  const signed = signatures.some((one) => isWholePass(one) && isOf(one.signingDomain, fromDomain))
  return (
    signed ||
    (clientAddress !== null && spf !== false && spf.status.result === 'pass' && isOf(spf.domain, fromDomain))
  )
}

/** Whether DNS has kept an answer to itself by which the mail might pass. */
function mayYetPass(
  signatures: readonly DKIMResult[],
  spf: SPFResult | false,
  fromDomain: string,
  clientAddress: string | null,
): boolean {
  const isLate = (status: { readonly result: string }) => status.result === 'temperror'
  if (signatures.some(({ status, signingDomain }) => isLate(status) && isOf(signingDomain, fromDomain)))
    return true
  return clientAddress !== null && spf !== false && isLate(spf.status) && isOf(spf.domain, fromDomain)
}

function wordOf(check: DKIMResult | SPFResult | undefined): string {
  if (!check) return 'none'
  const domain = 'signingDomain' in check ? check.signingDomain : (check as SPFResult).domain
  return domain ? `${check.status.result} ${domain}` : check.status.result
}
