// Loaded before the program (see package.json): keeps compiled code beside the packages, where whoever can write it could
// write the packages as well. It saves 25 MB, because types need not be stripped again, and a third of a second at each
// start. Where it cannot be written, nothing is kept. In plain JavaScript, or its own types would have to be stripped.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'doorward'))
