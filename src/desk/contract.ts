import { helpRoutes } from './contract/help.ts'
import { requestRoutes } from './contract/requests.ts'

/** Everything at the desk, for whoever asks and whoever answers, by the name of the operation. */
export const deskApi = { ...helpRoutes, ...requestRoutes } as const
