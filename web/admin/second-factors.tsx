import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { type Passkey, type PasskeyKeeper, Passkeys } from '../ui/passkeys.tsx'
import c from './account.module.css'
import { useTexts } from './language.ts'
import { OwnTotp } from './own-totp.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Factors = AnswerOf<'GET /api/me/second-factor'>
type Removal = { readonly kind: 'totp' } | { readonly kind: 'passkey'; readonly passkey: Passkey }

const keeper: PasskeyKeeper = {
  offer: () => call('POST /api/me/passkeys/options'),
  add: async (body) => (await call('POST /api/me/passkeys', { body })).recoveryCodes,
  rename: (passkeyId, name) =>
    call('PATCH /api/me/passkeys/{passkeyId}', { params: { passkeyId }, body: { name } }),
  page: '/admin/account',
}

/** What is shown at sign-in besides the password, or instead of it. */
export function SecondFactors() {
  const {
    secondFactor: words,
    passkeys: { about },
  } = useTexts()
  const passkeys = useQuery(read('GET /api/me/passkeys'))
  const client = useQueryClient()
  const query = useQuery(read('GET /api/me/second-factor'))
  const [codes, setCodes] = useState<readonly string[]>([])
  const [removal, setRemoval] = useState<Removal>()
  const onChanged = async (recoveryCodes: readonly string[] = []) => {
    setCodes(recoveryCodes)
    setRemoval(undefined)
    await client.invalidateQueries({ queryKey: ['GET /api/me/second-factor'] })
    await client.invalidateQueries({ queryKey: ['GET /api/me/passkeys'] })
    await client.invalidateQueries({ queryKey: ['GET /api/me/sessions'] })
  }
  return (
    <Card title={words.title}>
      <Loaded query={query}>
        {(factors) => (
          <div className={c.parts}>
            <Passkeys
              query={passkeys}
              keeper={keeper}
              about={about}
              onAdded={onChanged}
              onRemove={(passkey) => setRemoval({ kind: 'passkey', passkey })}
            />
            <OwnTotp
              isSetUp={factors.totp}
              onSetUp={onChanged}
              onRemove={() => setRemoval({ kind: 'totp' })}
            />
            <CodesLeft factors={factors} onMade={onChanged} />
            {removal && (
              <RemoveFactor
                removal={removal}
                isLast={factors.passkeys + (factors.totp ? 1 : 0) === 1}
                onDone={onChanged}
                onClose={() => setRemoval(undefined)}
              />
            )}
          </div>
        )}
      </Loaded>
      {codes.length > 0 && <RecoveryCodes codes={codes} onKept={() => setCodes([])} />}
    </Card>
  )
}

/** How many recovery codes are left; new ones end them. */
function CodesLeft({
  factors,
  onMade,
}: {
  factors: Factors
  onMade: (recoveryCodes: readonly string[]) => unknown
}) {
  const { secondFactor: words } = useTexts()
  const [isAsked, setAsked] = useState(false)
  const act = useMutation({
    mutationFn: () => call('POST /api/me/recovery-codes'),
    onSuccess: ({ recoveryCodes }) => {
      setAsked(false)
      return onMade(recoveryCodes)
    },
  })
  const { totp, passkeys, recoveryCodesLeft } = factors
  const hasAny = totp || passkeys > 0 || recoveryCodesLeft > 0
  return (
    <div className={c.part}>
      <div className={c.about}>
        <h3>{words.codes}</h3>
        <p className="second">{hasAny ? words.codesLeft(recoveryCodesLeft) : words.codesNone}</p>
      </div>
      {hasAny && (
        <Button variant="default" onClick={() => setAsked(true)}>
          {words.makeCodes}
        </Button>
      )}
      {isAsked && (
        <Confirm
          title={words.makeCodes}
          act={words.makeCodes}
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate()}
          onClose={() => setAsked(false)}
        >
          <p>{words.makeCodesEffect}</p>
        </Confirm>
      )}
    </div>
  )
}

function RemoveFactor({
  removal,
  isLast,
  onDone,
  onClose,
}: {
  removal: Removal
  isLast: boolean
  onDone: () => unknown
  onClose: () => void
}) {
  const { secondFactor: words, passkeys } = useTexts()
  const act = useMutation({
    mutationFn: () =>
      removal.kind === 'totp'
        ? call('POST /api/me/totp/remove')
        : call('DELETE /api/me/passkeys/{passkeyId}', { params: { passkeyId: removal.passkey.id } }),
    onSuccess: () => onDone(),
  })
  const isPasskey = removal.kind === 'passkey'
  return (
    <Confirm
      title={isPasskey ? passkeys.removeWhat(removal.passkey.name) : words.removeTotp}
      act={words.remove}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{isPasskey ? passkeys.removeEffect : words.removeTotpEffect}</p>
      {isLast && <p>{words.removeLast}</p>}
    </Confirm>
  )
}
