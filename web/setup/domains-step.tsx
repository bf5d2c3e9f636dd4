import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Sightings } from '../admin/sightings.tsx'
import { type AnswerOf, call } from '../api-client.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

type Domain = AnswerOf<'GET /api/setup/domains'>['items'][number]

/** The site may have looked for the record meanwhile. */
const askAgainMs = 5_000

const stale = { queryKey: ['GET /api/setup/domains'] }

/** Domains are proven by a record in their DNS. */
export function DomainsStep() {
  const { domains, settingUp } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/setup/domains', { query: {} }),
    refetchInterval: askAgainMs,
  })
  return (
    <>
      <NewProof />
      {query.data?.map((one) => (
        <Proof key={one.domain} domain={one} />
      ))}
      <Card title={domains.title} flush>
        <Listed
          query={query}
          empty={<EmptyState title={settingUp.domainsNone}>{settingUp.domainsNoneWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={domains.title}
              items={items}
              keyOf={({ domain }) => domain}
              columns={[
                { head: domains.domain, cell: ({ domain }) => <span className="strong">{domain}</span> },
                {
                  head: domains.authority,
                  cell: ({ authority }) => domains.authorities[authority ?? 'none'],
                },
                { head: domains.since, cell: ({ since }) => <When at={since} /> },
              ]}
            />
          )}
        </Listed>
      </Card>
    </>
  )
}

function NewProof() {
  const { domains, settingUp } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ domain: textOf(data, 'domain') }),
    act: (body) => call('POST /api/setup/domains', { body }),
    onDone: () => {
      form.ref.current?.reset()
      return client.invalidateQueries(stale)
    },
  })
  return (
    <Card title={settingUp.proveTitle}>
      <p className="second">{settingUp.proveWhy}</p>
      <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="domain"
          label={domains.domain}
          placeholder={domains.hint}
          error={form.errorOf('domain')}
        />
        <Button type="submit" size="sm" loading={form.isPending}>
          {settingUp.begin}
        </Button>
      </form>
      {form.otherError && <CallError error={form.otherError} />}
    </Card>
  )
}

function Proof({ domain: { domain, proof } }: { domain: Domain }) {
  const { domains, settingUp } = useTexts()
  const client = useQueryClient()
  const look = useMutation({
    mutationFn: () => call('POST /api/setup/domains/{domain}/verify', { params: { domain } }),
    onSuccess: () => client.invalidateQueries(stale),
  })
  if (!proof || proof.state === 'proven') return null
  const end = proof.endsAt && <When at={proof.endsAt} />
  return (
    <Card title={domains.proofOf(domain)}>
      {proof.state === 'missed' && (
        <Notice tone="bad" title={domains.missing}>
          <Rich text={domains.missedUntil} parts={{ when: end }} />
        </Notice>
      )}
      {proof.state === 'expired' ? (
        <Notice tone="warn" title={domains.expired}>
          {domains.expiredWhat}
        </Notice>
      ) : (
        <>
          <p>{domains.putRecord}</p>
          <CopyField label={domains.recordName} value={proof.record} />
          <CopyField label={domains.recordValue} value={proof.value} />
          <p className="quiet">
            {proof.state === 'begun' ? (
              <Rich text={domains.begunUntil} parts={{ when: end }} />
            ) : (
              domains.keepRecord
            )}
          </p>
          {look.data && <Sightings found={look.data.found} resolvers={look.data.resolvers} />}
          {look.error && <CallError error={look.error} />}
          <div className={layout.formFoot}>
            <Button size="sm" loading={look.isPending} onClick={() => look.mutate()}>
              {settingUp.lookFor(domain)}
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}
