import { connection } from './connection.ts'

/**
 * A part of the pages. While the server is away it is waited for; where it is there and the part is not, the part is of an
 * older build, and the router loads the page anew, once.
 */
export function part<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    for (;;) {
      try {
        return await load()
      } catch (error) {
        if (await connection.check()) throw error
        await connection.back()
      }
    }
  }
}
