// What a SAML provider says of itself in its metadata document.
import { attributeOf, childrenOf, readXml, type XmlElement, XmlRefusal } from './xml.ts'

const metadata = 'urn:oasis:names:tc:SAML:2.0:metadata'
const signatures = 'http://www.w3.org/2000/09/xmldsig#'
const samlProtocol = 'urn:oasis:names:tc:SAML:2.0:protocol'

/** Entra's are the longest of one provider, at some 130 KiB; catalogues of whole federations are longer, and refused. */
export const metadataMax = 1_024 * 1_024
const rules = {
  ...{ bytesMax: metadataMax, depthMax: 32, elementsMax: 20_000, attributesMax: 32 },
  // Nobody is known by what stands here: an administrator reads it, and compares the fingerprints.
  asPublished: true,
}

/** In the order in which they are preferred. */
const bindings = [
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
] as const

export interface DescribedProvider {
  readonly entityId: string
  readonly ssoUrl: string
  readonly binding: 'redirect' | 'post'
  /** Base64 of DER, as they stand there, each once. */
  readonly certificates: readonly string[]
  readonly wantsSignedRequests: boolean
  readonly nameIdFormats: readonly string[]
}

/** A document that cannot be used; `says` is a sentence for whoever gave it. */
export class MetadataRefusal extends Error {}

/**
 * The identity providers that a document describes.
 * @throws MetadataRefusal
 */
export function readMetadata(text: string, now: Date): DescribedProvider[] {
  const root = rootOf(text.replace(/^\ufeff/, '').trim())
  if (root.namespace !== metadata || !['EntityDescriptor', 'EntitiesDescriptor'].includes(root.name)) {
    throw new MetadataRefusal('It is no SAML metadata: it begins with another element than EntityDescriptor.')
  }
  const found = entitiesOf(root, now).flatMap((entity) => providerOf(entity) ?? [])
  if (found.length === 0) {
    throw new MetadataRefusal(
      'It describes no identity provider (IDPSSODescriptor for SAML 2.0). Is it the metadata of a service?',
    )
  }
  const names = found.map(({ entityId }) => entityId)
  if (new Set(names).size < names.length) {
    throw new MetadataRefusal('It describes one identity provider twice.')
  }
  return found
}

/**
 * The one of them that is meant.
 * @param entityId undefined where it describes only one
 * @throws MetadataRefusal
 */
export function chooseProvider(
  all: readonly DescribedProvider[],
  entityId: string | undefined,
): DescribedProvider {
  if (entityId !== undefined) {
    const found = all.find((one) => one.entityId === entityId)
    if (!found) throw new MetadataRefusal(`It does not describe ${entityId}.`)
    return found
  }
  const [only, ...others] = all
  if (!only || others.length > 0) {
    const some = all.slice(0, 5).map((one) => one.entityId)
    throw new MetadataRefusal(
      `It describes ${all.length} identity providers. Say which one: ${some.join(', ')}`,
    )
  }
  return only
}

function rootOf(text: string): XmlElement {
  try {
    return readXml(text, rules)
  } catch (error) {
    if (error instanceof XmlRefusal) throw new MetadataRefusal(error.message)
    throw error
  }
}

function entitiesOf(element: XmlElement, now: Date): XmlElement[] {
  const validUntil = attributeOf(element, 'validUntil')
  if (validUntil !== undefined && !(Date.parse(validUntil) > now.getTime())) {
    throw new MetadataRefusal(`It was valid until ${validUntil}. Get it anew from your provider.`)
  }
  if (element.name === 'EntityDescriptor') return [element]
  const inner = element.children.filter(
    ({ namespace, name }) => namespace === metadata && name.startsWith('Entit'),
  )
  return inner.flatMap((one) => entitiesOf(one, now))
}

function providerOf(entity: XmlElement): DescribedProvider | undefined {
  const entityId = attributeOf(entity, 'entityID') ?? ''
  const role = childrenOf(entity, metadata, 'IDPSSODescriptor').find((one) =>
    (attributeOf(one, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(samlProtocol),
  )
  if (!role || entityId === '') return undefined
  const services = childrenOf(role, metadata, 'SingleSignOnService')
  const binding = bindings.find((one) => services.some((service) => attributeOf(service, 'Binding') === one))
  const service = services.find((one) => attributeOf(one, 'Binding') === binding)
  const ssoUrl = service && attributeOf(service, 'Location')
  if (binding === undefined || ssoUrl === undefined) {
    throw new MetadataRefusal(
      `It has no address for signing in by HTTP-Redirect or HTTP-POST for ${entityId}.`,
    )
  }
  return {
    entityId,
    ssoUrl,
    binding: binding.endsWith('Redirect') ? 'redirect' : 'post',
    certificates: [...new Set(certificatesOf(role))],
    wantsSignedRequests: ['true', '1'].includes(attributeOf(role, 'WantAuthnRequestsSigned') ?? ''),
    nameIdFormats: childrenOf(role, metadata, 'NameIDFormat').map((one) => one.text.trim()),
  }
}

/** Those for signing; a key without a use is for both. */
function certificatesOf(role: XmlElement): string[] {
  return childrenOf(role, metadata, 'KeyDescriptor')
    .filter((one) => attributeOf(one, 'use') !== 'encryption')
    .flatMap((one) => childrenOf(one, signatures, 'KeyInfo'))
    .flatMap((info) => childrenOf(info, signatures, 'X509Data'))
    .flatMap((data) => childrenOf(data, signatures, 'X509Certificate'))
    .map((one) => one.text.replaceAll(/\s/g, ''))
    .filter((one) => one !== '')
}
