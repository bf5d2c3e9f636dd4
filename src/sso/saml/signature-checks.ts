// What a signature may look like before anybody computes with it: where it stands, what it covers, by which algorithms.
import { attributeOf, childrenOf, type XmlElement } from '../../model/access/xml.ts'
import { type Check, shown } from './checks.ts'
import {
  digestMethods,
  enveloped,
  exclusiveNamespace,
  signatureMethods,
  signatureNamespace,
} from './names.ts'

/** The parts of a signature, all of which are there once. */
interface Signature {
  readonly element: XmlElement
  readonly signedInfo: XmlElement
  readonly canonicalization: XmlElement
  readonly method: XmlElement
  readonly reference: XmlElement
  readonly transforms: readonly XmlElement[]
  readonly digestMethod: XmlElement
  readonly digestValue: XmlElement
  readonly value: XmlElement
}

/** An element with these children and no others; undefined when it is something else. */
function partsOf(
  element: XmlElement | undefined,
  names: readonly string[],
  optional: readonly string[] = [],
) {
  if (!element) return undefined
  const ofSignature = element.children.filter(({ namespace }) => namespace === signatureNamespace)
  if (ofSignature.length !== element.children.length) return undefined
  const found = ofSignature.map(({ name }) => name).filter((name) => !optional.includes(name))
  if (found.length !== names.length || found.some((name, n) => name !== names[n])) return undefined
  if (optional.some((name) => ofSignature.filter((child) => child.name === name).length > 1)) return undefined
  return ofSignature.filter(({ name }) => !optional.includes(name))
}

function readSignature(element: XmlElement): Signature | undefined {
  const [signedInfo, value] = partsOf(element, ['SignedInfo', 'SignatureValue'], ['KeyInfo']) ?? []
  const [canonicalization, method, reference] =
    partsOf(signedInfo, ['CanonicalizationMethod', 'SignatureMethod', 'Reference']) ?? []
  const [holder, digestMethod, digestValue] =
    partsOf(reference, ['Transforms', 'DigestMethod', 'DigestValue']) ?? []
  if (!signedInfo || !value || !canonicalization || !method || !reference) return undefined
  if (!holder || !digestMethod || !digestValue) return undefined
  const transforms = childrenOf(holder, signatureNamespace, 'Transform')
  if (transforms.length !== holder.children.length) return undefined
  return {
    element,
    signedInfo,
    canonicalization,
    method,
    reference,
    transforms,
    digestMethod,
    digestValue,
    value,
  }
}

/** Where some write it although it says nothing there: xml-crypto does, in its own names. */
const inclusiveIn: ReadonlySet<string> = new Set([exclusiveNamespace, enveloped])

/** Nothing in it but, for exclusive canonicalisation, the prefixes that stay. */
function isPlain(element: XmlElement): boolean {
  return element.children.every(
    (child) =>
      child.name === 'InclusiveNamespaces' &&
      inclusiveIn.has(child.namespace) &&
      child.children.length === 0 &&
      child.text.trim() === '' &&
      element.children.length === 1,
  )
}

function lengthOf(base64: string): number | undefined {
  const dense = base64.replaceAll(/[ \t\r\n]/g, '')
  const bytes = Buffer.from(dense, 'base64')
  return bytes.toString('base64') === dense ? bytes.length : undefined
}

const algorithm = (element: XmlElement) => attributeOf(element, 'Algorithm') ?? ''

function wrongForm(element: XmlElement): string | undefined {
  const read = readSignature(element)
  if (!read)
    return 'A signature is not built as those of SAML are: one SignedInfo with one Reference, nothing besides.'
  const id = element.parent && attributeOf(element.parent, 'ID')
  const uri = attributeOf(read.reference, 'URI')
  if (!id || uri !== `#${id}`) {
    return `A signature covers ${shown(uri)} instead of the element it stands in.`
  }
  const leaves = [read.method, read.digestMethod, read.digestValue, read.value]
  if (leaves.some(({ children }) => children.length > 0)) return 'A signature holds more than it may.'
  if (lengthOf(read.value.text) === undefined) return 'The value of a signature is no base64.'
  return undefined
}

function wrongAlgorithms(element: XmlElement): string | undefined {
  const read = readSignature(element)
  if (!read) return undefined
  const { canonicalization, method, transforms, digestMethod, digestValue } = read
  if (algorithm(canonicalization) !== exclusiveNamespace || !isPlain(canonicalization)) {
    return `A signature is canonicalised by ${shown(algorithm(canonicalization))}; only exclusive canonicalisation without comments is accepted.`
  }
  if (!signatureMethods.has(algorithm(method))) {
    return `It is signed by ${shown(algorithm(method))}: choose RSA-SHA256 in your provider.`
  }
  if (!digestMethods.has(algorithm(digestMethod))) {
    return `It is digested by ${shown(algorithm(digestMethod))}: choose SHA-256 in your provider.`
  }
  if (lengthOf(digestValue.text) !== digestMethods.get(algorithm(digestMethod))) {
    return 'The digest of a signature is not as long as its algorithm makes it.'
  }
  const [first, second, ...more] = transforms
  const isUsual =
    first !== undefined &&
    algorithm(first) === enveloped &&
    isPlain(first) &&
    second !== undefined &&
    algorithm(second) === exclusiveNamespace &&
    isPlain(second) &&
    more.length === 0
  if (!isUsual) {
    return `A signature transforms what it covers by ${shown(transforms.map(algorithm).join(', '))}; accepted is enveloped-signature, then exclusive canonicalisation.`
  }
  return undefined
}

const firstOf = (elements: readonly XmlElement[], wrong: (element: XmlElement) => string | undefined) =>
  elements.map(wrong).find((words) => words !== undefined)

export interface SignaturesSubject {
  /** Everything of the document. */
  readonly elements: readonly XmlElement[]
  /** Where a signature may stand: the response, the assertion. */
  readonly holders: readonly XmlElement[]
}

const signaturesOf = ({ elements }: SignaturesSubject) => elements.filter(({ name }) => name === 'Signature')

/** Of every signature in a document, whether or not anybody will rely on it. */
export const signatureChecks: readonly Check<SignaturesSubject>[] = [
  {
    check: 'signature-places',
    says: 'Signatures stand where they belong.',
    wrong(subject) {
      const all = signaturesOf(subject)
      const misplaced = all.some(
        ({ parent, namespace }) =>
          namespace !== signatureNamespace || !parent || !subject.holders.includes(parent),
      )
      if (misplaced) return 'A signature stands elsewhere than directly in the response or the assertion.'
      const doubled = subject.holders.some(
        (holder) => all.filter(({ parent }) => parent === holder).length > 1,
      )
      return doubled ? 'The response or the assertion has more than one signature.' : undefined
    },
  },
  {
    check: 'signature-form',
    says: 'Each signature covers just what it stands in.',
    wrong: (subject) => firstOf(signaturesOf(subject), wrongForm),
  },
  {
    check: 'signature-algorithms',
    says: 'Signatures use algorithms that are safe.',
    wrong: (subject) => firstOf(signaturesOf(subject), wrongAlgorithms),
  },
]

/** Whether an element carries a signature of its own. */
export const isSigned = (element: XmlElement): boolean =>
  childrenOf(element, signatureNamespace, 'Signature').length > 0
