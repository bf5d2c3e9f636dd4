import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProveByCode } from './change-address.tsx'
import { useTexts } from './door-texts.ts'

/**
 * Somebody had an account with this address before their company managed one. Who proves the mailbox brings it along, after reading
 * what is handed over to whom.
 */
export function AccountOfBefore({ managedBy }: { managedBy: string }) {
  const { portal, cancel } = useTexts()
  const address = useQuery(read('GET /api/portal/me/known-before')).data?.address ?? undefined
  const [isProving, setProving] = useState(false)
  const ask = useMutation({
    mutationFn: (wanted: string) => call('POST /api/portal/me/address', { body: { address: wanted } }),
    onSuccess: () => setProving(true),
  })
  if (address === undefined) return null
  return (
    <Card title={portal.before}>
      <p>
        {portal.beforeWhat} <Address value={address} size="inline" />
      </p>
      <p>{portal.beforeEffect(managedBy)}</p>
      {ask.error && <CallError error={ask.error} />}
      <div>
        <Button loading={ask.isPending} onClick={() => ask.mutate(address)}>
          {portal.beforeProve}
        </Button>
      </div>
      {isProving && (
        <Dialog title={portal.before} onClose={() => setProving(false)}>
          <ProveByCode
            address={address}
            second={cancel}
            onSecond={() => setProving(false)}
            onDone={() => setProving(false)}
          />
        </Dialog>
      )}
    </Card>
  )
}
