import { directoryRoutes } from './contract/directories.ts'
import { peopleRoutes } from './contract/people.ts'
import { siteRoutes } from './contract/site.ts'
import { staffRoutes } from './contract/staff.ts'

/** Everything an administrator can do over HTTP, by the name of the operation. */
export const adminApi = { ...siteRoutes, ...directoryRoutes, ...peopleRoutes, ...staffRoutes } as const
