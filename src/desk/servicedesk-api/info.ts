import { operation } from './operation.ts'
import { servicedeskRoot } from './root.ts'
import { dateOf } from './shapes.ts'

/** Says what answers here, to anybody. */
export const infoOperations = [
  operation('GET', '/info', { needs: 'anyone' }, async ({ version, siteUrl, now }) => ({
    version,
    platformVersion: version,
    buildDate: dateOf(now),
    buildChangeSet: version,
    isLicensedForUse: true,
    _links: { self: `${siteUrl}${servicedeskRoot}/info` },
  })),
]
