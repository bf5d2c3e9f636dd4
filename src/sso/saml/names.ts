// The words of SAML and of what it is built on.

export const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'
export const encryptionNamespace = 'http://www.w3.org/2001/04/xmlenc#'
export const exclusiveNamespace = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'
export const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'

export const nameFormats = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  address: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
} as const

/** What the library verifies of the algorithms that are still safe, with their names here. */
export const signatureMethods: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'RSA-SHA256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'RSA-SHA512'],
])

/** With the length of what they give. */
export const digestMethods: ReadonlyMap<string, number> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 32],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 64],
])

export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

/** Authenticated: whoever changes what is encrypted learns nothing by it. */
export const contentCiphers: ReadonlyMap<string, 'aes-128-gcm' | 'aes-256-gcm'> = new Map([
  ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'aes-128-gcm'],
  ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'aes-256-gcm'],
])
export const keyTransport = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'
