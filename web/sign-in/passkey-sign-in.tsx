import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type AnswerOf, CallFailed } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import {
  type Assertion,
  askPasskey,
  canOfferItself,
  passkeyFailure,
  passkeyTrouble,
  stopAsking,
} from '../passkey.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'

/** What is asked of a passkey is asked anew before its time is over. */
const askAnewMs = 10 * 60 * 1000

/** Where a passkey is shown: the staff's page, or the help centre. */
export interface PasskeyDoor<Result> {
  ask(): Promise<AnswerOf<'POST /api/sign-in/passkey/options'>>
  show(passkey: Assertion): Promise<Result>
}

interface Props<Result> {
  readonly door: PasskeyDoor<Result>
  /** What to do when it was refused. */
  readonly refusedNext: string
  onSignedIn(result: Result): unknown
}

/** Signing in by a passkey alone: by a button, and where the browser can, by itself at the field for the address. */
export function PasskeySignIn<Result>({ door, refusedNext, onSignedIn }: Props<Result>) {
  const { passkeys } = useTexts()
  const show = useMutation({
    mutationFn: async (passkey: Assertion | undefined) =>
      door.show(passkey ?? (await askPasskey(await door.ask()))),
    onSuccess: onSignedIn,
  })
  const isPossible = passkeyTrouble() === undefined
  const { mutate } = show
  useOfferedByItself(isPossible ? door : undefined, mutate)
  if (!isPossible) return null
  const { error } = show
  const isRefused = error instanceof CallFailed && error.problem?.code === 'not-signed-in'
  return (
    <>
      {error && isRefused && (
        <Notice tone="bad" title={passkeys.refused}>
          {refusedNext}
        </Notice>
      )}
      {passkeyFailure(error) && <Notice tone="flat" title={passkeys.givenUp} />}
      {error && !isRefused && !passkeyFailure(error) && <CallError error={error} />}
      <Button
        variant="default"
        size="md"
        fullWidth
        loading={show.isPending}
        onClick={() => mutate(undefined)}
      >
        {passkeys.signIn}
      </Button>
    </>
  )
}

/** Has the browser offer passkeys at the field for the address, as long as the page is open. */
function useOfferedByItself<Result>(
  door: PasskeyDoor<Result> | undefined,
  onShown: (passkey: Assertion) => void,
): void {
  const shown = useRef(onShown)
  shown.current = onShown
  useEffect(() => {
    if (!door) return
    let isOver = false
    const offer = async () => {
      if (!(await canOfferItself()) || isOver) return
      const options = await door.ask()
      if (isOver) return
      const passkey = await askPasskey(options, true)
      if (!isOver) shown.current(passkey)
    }
    // Whoever wants no passkey is told nothing of what came of it.
    const offerQuietly = () => void offer().catch(() => undefined)
    offerQuietly()
    const timer = setInterval(offerQuietly, askAnewMs)
    return () => {
      isOver = true
      clearInterval(timer)
      void stopAsking()
    }
  }, [door])
}
