// The names that SCIM gives to its schemas and messages (RFC 7643 8.7, RFC 7644 8.2).
export const core = 'urn:ietf:params:scim:schemas:core:2.0'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const messages = 'urn:ietf:params:scim:api:messages:2.0'
