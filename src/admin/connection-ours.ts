import { addressKeyOf } from '../model/ids.ts'

/** What a provider needs of us. Each directory has addresses of its own, so that no answer can be meant for two. */
export interface OurAddresses {
  readonly signInUrl: string
  readonly entityId: string
  readonly acsUrl: string
  readonly redirectUri: string
  readonly logoutUri: string
  readonly keysUri: string
}

/** @param siteUrl where the site's people reach it */
export function ourAddresses(siteUrl: string, siteId: number, directoryId: number): OurAddresses {
  const signInUrl = `${siteUrl}/sso/${addressKeyOf(siteId, directoryId)}`
  return {
    signInUrl,
    entityId: `${signInUrl}/metadata`,
    acsUrl: `${signInUrl}/acs`,
    redirectUri: `${signInUrl}/callback`,
    logoutUri: `${signInUrl}/logout`,
    keysUri: `${signInUrl}/keys`,
  }
}
