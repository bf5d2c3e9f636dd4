// Loaded before the program (see package.json): keeps compiled code beside the packages, where whoever can write it could
// write the packages as well. It saves 15 MB and half a second at each start, the first one included, because the build
// loads all of it once. Where it cannot be written, nothing is kept.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'doorward'))
