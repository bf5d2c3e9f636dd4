import type { Catalogue } from './catalogue.ts'
import { connection } from './connection.ts'

/**
 * A part of the pages, and beside it the words that it says. While the server is away it is waited for; where it is there and
 * the part is not, the part is of an older build, and the router loads the page anew, once.
 */
export function part<Module>(
  load: () => Promise<Module>,
  ...words: readonly Catalogue<unknown>[]
): () => Promise<Module> {
  return async () => {
    for (;;) {
      try {
        const [module] = await Promise.all([load(), ...words.map((one) => one.load())])
        return module
      } catch (error) {
        if (await connection.check()) throw error
        await connection.back()
      }
    }
  }
}
