import { Button, Radio, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { CallFailed, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { useTexts } from './language.ts'
import c from './mapping.module.css'
import { bodyOf, fieldsOf, isComplete, type Mapping, type MappingBody } from './mapping-draft.ts'
import { MappingPreview } from './mapping-preview.tsx'
import { MappingRules } from './mapping-rules.tsx'
import { MeanwhileNotice } from './meanwhile-notice.tsx'

/** Which of a directory's groups are which organizations; what a change would do is shown while it is typed. */
export function MappingPage() {
  const { directoryId } = useParams({ from: paths.mapping })
  const query = useQuery(read('GET /api/directories/{directoryId}/mapping', { params: { directoryId } }))
  return (
    <DirectoryLayout directoryId={directoryId}>
      {() => (
        <Loaded query={query}>
          {(mapping) => <MappingForm key={directoryId} directoryId={directoryId} mapping={mapping} />}
        </Loaded>
      )}
    </DirectoryLayout>
  )
}

/** Groups may come without SCIM, and then by another clock. */
function SaidGroups({ directoryId }: { directoryId: string }) {
  const { mapping: words } = useTexts()
  const query = useQuery(read('GET /api/directories/{directoryId}/connection', { params: { directoryId } }))
  const isOn = typeof query.data?.connection?.groupsClaim === 'string'
  return isOn ? <p className="second">{words.said}</p> : null
}

const names = ['rules', 'unmatched', 'home'] as const

function useMappingDraft(directoryId: string, mapping: Mapping) {
  const client = useQueryClient()
  const params = { directoryId }
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set())
  const draft = useDraft({
    latest: mapping,
    fieldsOf,
    send: (change, basedOn) => {
      const body = {
        ...bodyOf({ ...fieldsOf(basedOn), ...change }, basedOn),
        confirm: [...confirmed],
      }
      return call('PATCH /api/directories/{directoryId}/mapping', { params, body }, { basedOn })
    },
    reread: () => call('GET /api/directories/{directoryId}/mapping', { params }),
    onKnown: (known) => {
      setConfirmed(new Set())
      client.setQueryData(read('GET /api/directories/{directoryId}/mapping', { params }).queryKey, known)
      return client.invalidateQueries()
    },
  })
  const confirm = (id: string, isConfirmed: boolean) => {
    const others = [...confirmed].filter((one) => one !== id)
    setConfirmed(new Set(isConfirmed ? [...others, id] : others))
  }
  return { draft, confirmed, confirm }
}

function MappingForm({ directoryId, mapping }: { directoryId: string; mapping: Mapping }) {
  const { mapping: words } = useTexts()
  const mayChange = useMay()('directories.change')
  const { draft, confirmed, confirm } = useMappingDraft(directoryId, mapping)
  const { values } = draft
  const isChanged = draft.isChanged(names)
  const waits = values.rules.some((rule) => rule.waits) || mapping.waitingHome !== null
  const asks = mayChange && (isChanged || waits)
  const mayAdd = mayChange && values.rules.length < 100
  const add = () => {
    const key = Math.max(-1, ...values.rules.map((rule) => rule.key)) + 1
    const rule = { key, subject: 'name', way: 'exact', value: '', organization: '', waits: false } as const
    draft.set('rules', [...values.rules, rule])
  }
  const addButton = mayAdd && (
    <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
      {words.add}
    </Button>
  )
  return (
    <form
      className={c.form}
      onSubmit={(event) => {
        event.preventDefault()
        draft.save(names)
      }}
    >
      <Card title={words.rules} aside={values.rules.length > 0 && addButton}>
        {values.rules.length === 0 ? (
          <EmptyState title={words.none} action={addButton}>
            {words.noneWhy}
          </EmptyState>
        ) : (
          <>
            <p className="second">{`${words.rulesWhy} ${words.patternHelp}`}</p>
            <MappingRules
              rules={values.rules}
              disabled={!mayChange}
              onChange={(rules) => draft.set('rules', rules)}
            />
          </>
        )}
        <SaidGroups directoryId={directoryId} />
        <Radio.Group
          label={words.unmatched}
          value={values.unmatched}
          onChange={(value) => draft.set('unmatched', value as Mapping['unmatched'])}
        >
          <div className="stack">
            {(['own', 'nothing'] as const).map((fate) => (
              <Radio key={fate} value={fate} label={words.fates[fate]} disabled={!mayChange} />
            ))}
          </div>
        </Radio.Group>
      </Card>
      <Card title={words.home}>
        <div className={layout.form}>
          <TextInput
            label={words.organization}
            description={words.homeWhy}
            placeholder={words.homeHint}
            maxLength={200}
            disabled={!mayChange}
            value={values.home}
            onChange={(event) => draft.set('home', event.currentTarget.value)}
          />
          {mapping.waitingHome && <p className="quiet">{words.waits}</p>}
        </div>
      </Card>
      {mayChange && (
        <Card title={words.preview}>
          {asks && isComplete(values) ? (
            <Effect
              directoryId={directoryId}
              body={bodyOf(values, mapping)}
              confirmed={confirmed}
              onConfirm={confirm}
            />
          ) : (
            <p className="second">{asks ? words.incomplete : words.noPreview}</p>
          )}
          <Outcome draft={draft} isChanged={isChanged} />
          {asks && (
            <div className={layout.formFoot}>
              <Button
                type="submit"
                loading={draft.isPending}
                disabled={!isComplete(values) || !(isChanged || confirmed.size > 0)}
              >
                {words.save}
              </Button>
              {isChanged && (
                <Button variant="default" onClick={draft.discard}>
                  {words.undo}
                </Button>
              )}
            </div>
          )}
        </Card>
      )}
    </form>
  )
}

/** What became of saving it. */
function Outcome({
  draft,
  isChanged,
}: {
  draft: ReturnType<typeof useMappingDraft>['draft']
  isChanged: boolean
}) {
  const { mapping: words } = useTexts()
  return (
    <>
      {draft.otherError && <CallError error={draft.otherError} />}
      {draft.conflict && (
        <MeanwhileNotice
          conflict={draft.conflict}
          labelOf={(name) => words[name as (typeof names)[number]]}
          show={(name, value) => shown(name, value, words.fates)}
          isPending={draft.isPending}
        />
      )}
      {draft.isDone && !isChanged && <Notice tone="ok" title={words.saved} />}
    </>
  )
}

function shown(name: string, value: unknown, fates: Record<Mapping['unmatched'], string>): string {
  if (name === 'rules') return String((value as readonly unknown[] | undefined)?.length ?? 0)
  return fates[value as Mapping['unmatched']] ?? String(value ?? '')
}

const isRefused = (error: Error) => error instanceof CallFailed && error.problem?.code === 'conflict'

/** Asks while somebody types, and keeps what was said until the next is known. */
function Effect({
  directoryId,
  body: typed,
  confirmed,
  onConfirm,
}: {
  directoryId: string
  body: MappingBody
  confirmed: ReadonlySet<string>
  onConfirm(organizationId: string, isConfirmed: boolean): void
}) {
  const [text] = useDebouncedValue(JSON.stringify(typed), 400)
  const query = useQuery({
    queryKey: ['POST /api/directories/{directoryId}/mapping/preview', directoryId, text],
    queryFn: ({ signal }) =>
      call(
        'POST /api/directories/{directoryId}/mapping/preview',
        { params: { directoryId }, body: JSON.parse(text) as MappingBody },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
  // Of rules that contradict each other only their author can do something about it, not another try.
  if (query.error && isRefused(query.error)) return <CallError error={query.error} />
  return (
    <Loaded query={query}>
      {(preview) => <MappingPreview preview={preview} confirmed={confirmed} onConfirm={onConfirm} />}
    </Loaded>
  )
}
