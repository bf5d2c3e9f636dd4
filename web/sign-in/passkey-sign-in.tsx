import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
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

interface Props {
  onSignedIn(me: AnswerOf<'GET /api/me'>): unknown
}

/** Signing in by a passkey alone: by a button, and where the browser can, by itself at the field for the address. */
export function PasskeySignIn({ onSignedIn }: Props) {
  const { passkeys } = useTexts()
  const show = useMutation({
    mutationFn: async (passkey: Assertion | undefined) => {
      const shown = passkey ?? (await askPasskey(await call('POST /api/sign-in/passkey/options')))
      return call('POST /api/sign-in/passkey', { body: { passkey: shown } })
    },
    onSuccess: onSignedIn,
  })
  const isPossible = passkeyTrouble() === undefined
  const { mutate } = show
  useOfferedByItself(isPossible, mutate)
  if (!isPossible) return null
  const { error } = show
  const isRefused = error instanceof CallFailed && error.problem?.code === 'not-signed-in'
  return (
    <>
      {error && isRefused && (
        <Notice tone="bad" title={passkeys.refused}>
          {passkeys.refusedNext}
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
function useOfferedByItself(isPossible: boolean, onShown: (passkey: Assertion) => void): void {
  const shown = useRef(onShown)
  shown.current = onShown
  useEffect(() => {
    if (!isPossible) return
    let isOver = false
    const offer = async () => {
      if (!(await canOfferItself()) || isOver) return
      const options = await call('POST /api/sign-in/passkey/options')
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
  }, [isPossible])
}
