// Whose key made a signature, and whether it is of this document, found out before the library builds a tree of it.
import { createHash, createVerify } from 'node:crypto'
import { attributeOf, childrenOf, elementsOf, type XmlElement } from '../../model/access/xml.ts'
import { canonical } from '../../model/access/xml-canonical.ts'
import { digestMethods, signatureMethods, signatureNamespace } from './names.ts'

/** Elements and attributes; a response without hundreds of groups has fewer. */
const heavyNodes = 300

/**
 * Whether a document is much work for the library, which looks at the digest of a document first and at the key last, and does all
 * of that anew for each certificate. An element more costs it a fifth of a millisecond, and a stranger may send thousands.
 */
export function isHeavy(root: XmlElement): boolean {
  let nodes = 0
  for (const { attributes, scope, parent } of elementsOf(root)) {
    nodes += 1 + attributes.length + (scope === parent?.scope ? 0 : scope.declared.size)
  }
  return nodes > heavyNodes
}

/**
 * The certificates by whose keys every one of some signatures was made. That is no reason to believe anything: what they cover is
 * not looked at. Without one of them there is nothing to go on with.
 * @param holders what the signatures stand in, their form checked
 */
export function signersOf(
  holders: readonly XmlElement[],
  certificates: readonly string[],
): readonly string[] {
  return certificates.filter((pem) =>
    holders.every((holder) =>
      childrenOf(holder, signatureNamespace, 'Signature').every((signature) => isBy(signature, pem)),
    ),
  )
}

const part = (within: XmlElement | undefined, name: string) =>
  within && childrenOf(within, signatureNamespace, name)[0]

/** The prefixes that stay. */
const keptBy = (method: XmlElement | undefined) => {
  const [kept] = method?.children ?? []
  return (kept && attributeOf(kept, 'PrefixList'))?.split(/\s+/).filter(Boolean) ?? []
}

function isBy(signature: XmlElement, pem: string): boolean {
  const info = part(signature, 'SignedInfo')
  const method = part(info, 'SignatureMethod')
  const digest = method && signatureMethods.get(attributeOf(method, 'Algorithm') ?? '')
  if (!info || digest === undefined) return false
  const inclusive = keptBy(part(info, 'CanonicalizationMethod'))
  const value = part(signature, 'SignatureValue')?.text ?? ''
  try {
    return createVerify(digest).update(canonical(info, inclusive)).verify(pem, value, 'base64')
  } catch {
    return false
  }
}

/** More than anybody writes; so many, looked for in every element, are work of their own. */
const keptMax = 32

/**
 * Whether every one of some signatures is of what it stands in, as far as its digest says: somebody may put one that is genuine, and
 * of yesterday, into thousands of documents. No reason to believe anything either.
 * @param holders what the signatures stand in, their form checked
 */
export function areSignedAsTheyStand(holders: readonly XmlElement[]): boolean {
  return holders.every((holder) =>
    childrenOf(holder, signatureNamespace, 'Signature').every((signature) => isOf(signature, holder)),
  )
}

function isOf(signature: XmlElement, holder: XmlElement): boolean {
  const reference = part(part(signature, 'SignedInfo'), 'Reference')
  const transforms = part(reference, 'Transforms')?.children ?? []
  const inclusive = transforms.flatMap(keptBy)
  // The key's owner alone can have signed these.
  if (inclusive.length > keptMax) return true
  const method = part(reference, 'DigestMethod')
  const length = method && digestMethods.get(attributeOf(method, 'Algorithm') ?? '')
  const value = part(reference, 'DigestValue')?.text ?? ''
  if (length === undefined) return false
  const rest = { ...holder, content: holder.content.filter((one) => one !== signature) }
  const digest = createHash(`sha${length * 8}`)
    .update(canonical(rest, inclusive))
    .digest()
  return digest.equals(Buffer.from(value, 'base64'))
}
