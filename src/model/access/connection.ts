// How a directory's people sign in through their own company: at most one connection, SAML or OIDC.

/**
 * Off: nobody comes in by it. Test: it shows what would happen. Optional: the directory's people may come in by it, and by other
 * doors as well. Required: by it alone.
 */
export type ConnectionMode = 'off' | 'test' | 'optional' | 'required'
