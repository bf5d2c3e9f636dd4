import type { SamlConnection } from '../../model/access/connection.ts'
import { contentCiphers, keyTransport } from './names.ts'
import type { OwnNames } from './names-of.ts'

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const bare = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')

function keyDescriptor(use: 'signing' | 'encryption', certificate: string): string {
  const methods = [...contentCiphers.keys(), keyTransport].map(
    (algorithm) => `<EncryptionMethod Algorithm="${algorithm}"/>`,
  )
  return [
    `    <KeyDescriptor use="${use}">`,
    `      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
    ...(use === 'encryption' ? methods.map((method) => `      ${method}`) : []),
    '    </KeyDescriptor>',
  ].join('\n')
}

/**
 * What a provider has to know of us. It can be had before anything of the provider is known here, because some want to be told
 * first.
 */
export function metadataOf({ entityId, acsUrl }: OwnNames, connection: SamlConnection | undefined): string {
  const { ownKey, signsRequests = false, encrypted = false, signed = 'assertion' } = connection ?? {}
  const keys = [
    ownKey && signsRequests ? keyDescriptor('signing', ownKey.certificate) : undefined,
    ownKey && encrypted ? keyDescriptor('encryption', ownKey.certificate) : undefined,
  ].filter((key) => key !== undefined)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${escaped(entityId)}">`,
    `  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="${ownKey != null && signsRequests}" WantAssertionsSigned="${signed !== 'response'}">`,
    ...keys,
    '    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>',
    `    <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(acsUrl)}"/>`,
    '  </SPSSODescriptor>',
    '</EntityDescriptor>',
    '',
  ].join('\n')
}
