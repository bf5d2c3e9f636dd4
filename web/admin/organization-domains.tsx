import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './admin.module.css'
import { useTexts } from './language.ts'

interface Props {
  readonly organizationId: string
  onClose(): void
}

/** Has a domain feed an organization, after showing who would join. */
export function AddDomain({ organizationId, onClose }: Props) {
  const { byHand, cancel } = useTexts()
  const client = useQueryClient()
  const [looked, setLooked] = useState<string>()
  const form = useSubmit({
    read: (data) => textOf(data, 'domain').toLowerCase(),
    act: async (domain) => {
      const params = { organizationId, domain: domain || ' ' }
      if (looked !== domain) {
        await client.fetchQuery(read('GET /api/organizations/{organizationId}/domains/{domain}', { params }))
        return false
      }
      const body = { domain }
      await call('POST /api/organizations/{organizationId}/domains', { params: { organizationId }, body })
      return true
    },
    onDone: async (isAdded, domain) => {
      if (!isAdded) return setLooked(domain)
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog title={byHand.addDomain} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{byHand.addDomainWhy}</p>
        <TextInput
          name="domain"
          label={byHand.domain}
          placeholder={byHand.domainHint}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={form.errorOf('domain')}
          onChange={() => setLooked(undefined)}
        />
        {looked !== undefined && <Effect organizationId={organizationId} domain={looked} />}
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {looked === undefined ? byHand.look : byHand.addDomain}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Effect({ organizationId, domain }: { organizationId: string; domain: string }) {
  const { byHand } = useTexts()
  const params = { organizationId, domain }
  const query = useQuery(read('GET /api/organizations/{organizationId}/domains/{domain}', { params }))
  return (
    <Loaded query={query}>
      {({ people, hasMore, readable }) => (
        <div className="stack" role="status">
          <p>
            {byHand.joins(people.length, hasMore)} {people.length > 0 && byHand.readable(readable)}
          </p>
          {people.length > 0 && (
            <ul className={c.picks} aria-label={byHand.first}>
              {people.slice(0, 8).map((one) => (
                <li key={one.id}>
                  <bdi className="strong">{one.name}</bdi> <Address value={one.address} size="sm" />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Loaded>
  )
}

/** Has a domain feed an organization no longer. */
export function RemoveDomain({ organizationId, domain, onClose }: Props & { readonly domain: string }) {
  const { byHand } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/organizations/{organizationId}/domains/{domain}', {
        params: { organizationId, domain },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={byHand.removeDomainWhat(domain)}
      act={byHand.removeDomain}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{byHand.removeDomainWhy}</p>
    </Confirm>
  )
}
