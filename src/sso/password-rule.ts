import { invalid } from '../model/errors.ts'

const lengthMin = 12
const lengthMax = 256
/** The top of zxcvbn's scale: more than ten thousand million guesses. `Summer2026!!` and name with company have 3. */
const scoreMin = 4
/** What is looked at costs more than its length, up to a second for 256 characters. As many as these must be good by themselves. */
const scoredMax = 64

/**
 * Refuses a password that others would guess: a known one, a pattern of the keyboard, or what is known of this person.
 * There is no rule about kinds of characters, and no expiry (NIST SP 800-63B 5.1.1.2).
 * @param known the person's name and address, the site's name
 * @throws DoorwardError 'invalid' of the field `password`
 */
export async function requireGoodPassword(password: string, known: readonly string[]): Promise<void> {
  const { length } = Array.from(password.normalize('NFKC'))
  if (length < lengthMin) throw invalid('password', `must have at least ${lengthMin} characters.`)
  if (length > lengthMax) throw invalid('password', `must have at most ${lengthMax} characters.`)
  const words = known.flatMap((text) => [text, ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2)
  const { score } = (await guesser()).check(password.slice(0, scoredMax), words)
  if (score < scoreMin) {
    throw invalid(
      'password',
      'is easily guessed: it is among the known ones, or made of your name, of a pattern or of repetitions. Several unrelated words are good.',
    )
  }
}

let loaded: Promise<{ check(password: string, known: string[]): { score: number } }> | undefined

/** Its lists are a megabyte: they are loaded by whoever first chooses a password. */
function guesser() {
  loaded ??= load()
  return loaded
}

async function load() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
}
