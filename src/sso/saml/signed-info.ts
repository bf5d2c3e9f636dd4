// Whose key made a signature, found out before anybody builds a tree of the document or computes a digest of it.
import { createVerify } from 'node:crypto'
import { attributeOf, childrenOf, elementsOf, type XmlElement } from '../../model/access/xml.ts'
import { canonical } from '../../model/access/xml-canonical.ts'
import { signatureMethods, signatureNamespace } from './names.ts'

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

function isBy(signature: XmlElement, pem: string): boolean {
  const part = (within: XmlElement | undefined, name: string) =>
    within && childrenOf(within, signatureNamespace, name)[0]
  const info = part(signature, 'SignedInfo')
  const method = part(info, 'SignatureMethod')
  const digest = method && signatureMethods.get(attributeOf(method, 'Algorithm') ?? '')
  if (!info || digest === undefined) return false
  const [kept] = part(info, 'CanonicalizationMethod')?.children ?? []
  const inclusive = (kept && attributeOf(kept, 'PrefixList'))?.split(/\s+/).filter(Boolean) ?? []
  const value = part(signature, 'SignatureValue')?.text ?? ''
  try {
    return createVerify(digest).update(canonical(info, inclusive)).verify(pem, value, 'base64')
  } catch {
    return false
  }
}
