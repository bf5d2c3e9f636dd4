import type { SamlConnection } from '../../model/access/connection.ts'
import type { CheckStep } from '../../model/access/identity.ts'
import { attributeOf } from '../../model/access/xml.ts'
import { Refused, Steps } from './checks.ts'
import { checkEncrypted } from './encrypted.ts'
import type { OwnNames } from './names-of.ts'
import { checkResponse, decodeResponse, type Message, readMessage } from './raw-check.ts'
import { verify } from './service.ts'
import type { Checked } from './signed-check.ts'

/** A response that was read, as far as it can be. Nothing of it is believed yet. */
export interface Opened {
  readonly steps: Steps
  readonly bytes: Buffer | undefined
  readonly message: Message | undefined
  /** Which request it says that it answers. */
  readonly answers: string | undefined
}

/** Reads a response by strict rules, and asks nobody. */
export function openResponse(encoded: string): Opened {
  const steps = new Steps()
  try {
    const bytes = decodeResponse(encoded, steps)
    const message = readMessage(bytes, steps)
    return { steps, bytes, message, answers: attributeOf(message.root, 'InResponseTo') }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { steps, bytes: undefined, message: undefined, answers: undefined }
  }
}

/** What a response is judged by. */
export interface Bench<Request> extends OwnNames {
  readonly connection: SamlConnection
  readonly now: Date
  /** The request that it answers, if this very browser went away with it. */
  readonly request: Request | undefined
}

export type Judgement = {
  readonly steps: readonly CheckStep[]
  /** As it came, once it could be read. */
  readonly text?: string
} & (
  | { readonly outcome: 'passed'; readonly checked: Checked }
  /** It answers no request at all: the provider began by itself. */
  | { readonly outcome: 'unsolicited' }
  | { readonly outcome: 'refused' }
)

/** Judges a response from its bytes to whom it speaks of: our check, the library, our check. */
export async function judge<Request>(opened: Opened, bench: Bench<Request>): Promise<Judgement> {
  const { steps, bytes, message, answers } = opened
  if (!bytes || !message) return { outcome: 'refused', steps: steps.all }
  let { text } = message
  if (answers === undefined) return { outcome: 'unsolicited', steps: unsolicited(steps), text }
  try {
    const expected = { ...bench, requestId: bench.request && answers }
    const assertion = checkResponse(message, expected, steps)
    let readable = assertion
    if (assertion.name === 'EncryptedAssertion') {
      const inside = checkEncrypted(assertion, bench.connection, steps)
      readable = inside.root
      text = `${text}\n\n${inside.text}`
    }
    if (bench.request === undefined) {
      return steps.failed(
        'request',
        'It does not answer a request of this browser: begin the sign-in here, and finish it in the same browser within ten minutes.',
      )
    }
    return {
      outcome: 'passed',
      checked: await verify({ bytes, response: message.root, assertion: readable }, expected, steps),
      steps: steps.all,
      text,
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { outcome: 'refused', steps: error.steps, text }
  }
}

function unsolicited(steps: Steps): readonly CheckStep[] {
  const says =
    'Your provider began this sign-in by itself: begin it here, or allow that your provider begins it, which then starts a sign-in of ours.'
  return [...steps.all, { check: 'request', ok: false, says }]
}
