// Ports that are still free when somebody comes back for them.
import { randomInt } from 'node:crypto'

/** Systems give connections ports from 32768 (Linux) or 49152 (RFC 6335 6) upwards by themselves: below, nobody comes by chance. */
const [from, below] = [20_000, 32_000]
const triesMax = 50

/**
 * Opens something on a port of its own that nobody has.
 * @param open rejects with `EADDRINUSE` where somebody has it after all; then another one is tried
 */
export async function onQuietPort<T>(open: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open(randomInt(from, below))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === triesMax) throw error
    }
  }
}
