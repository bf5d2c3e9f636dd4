import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Progress } from '../ui/progress.tsx'
import { Rich } from '../ui/rich.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { EffectWords } from './effect-text.tsx'
import { GoLive, type WentLive, WentLiveNotice } from './go-live.tsx'
import { useLanguage } from './language.ts'
import c from './preview.module.css'
import { type PreviewClass, previewClasses } from './preview-classes.ts'
import { usePreviewWords } from './preview-words.ts'

type Preview = NonNullable<AnswerOf<'GET /api/directories/{directoryId}/preview'>['preview']>

/** While it is being counted it is read this often. */
const pollMs = 1_500

/** What letting a directory grant will do, before it does. */
export function PreviewPage() {
  const { directoryId } = useParams({ from: paths.preview })
  const words = usePreviewWords(directoryId)
  // Kept above what changes with the directory's state: it is said when the directory is live already.
  const [went, setWent] = useState<WentLive>()
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name, state }) => (
        <>
          {went && <WentLiveNotice {...went} />}
          {state === 'live' ? (
            !went && (
              <Card>
                <EmptyState title={words.live}>{words.liveWhy}</EmptyState>
              </Card>
            )
          ) : (
            <Waiting directoryId={directoryId} name={name} state={state} onWent={setWent} />
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly state: 'rehearsal' | 'paused'
  readonly onWent: (went: WentLive) => void
}

function Waiting({ directoryId, name, state, onWent }: Props) {
  const params = { params: { directoryId } }
  const query = useQuery({
    ...read('GET /api/directories/{directoryId}/preview', params),
    refetchInterval: ({ state: { data } }) => (data?.preview?.countedAt === null ? pollMs : false),
  })
  return (
    <Loaded query={query}>
      {({ preview }) =>
        preview?.countedAt ? (
          <Counted directoryId={directoryId} name={name} state={state} preview={preview} onWent={onWent} />
        ) : (
          <Uncounted directoryId={directoryId} preview={preview} />
        )
      }
    </Loaded>
  )
}

function useCount(directoryId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('POST /api/directories/{directoryId}/preview', { params: { directoryId } }),
    onSuccess: () => client.invalidateQueries(),
  })
}

function Uncounted({ directoryId, preview }: { directoryId: string; preview: Preview | null }) {
  const { language } = useLanguage()
  const words = usePreviewWords(directoryId)
  const may = useMay()
  const count = useCount(directoryId)
  const { format } = new Intl.NumberFormat(language)
  if (preview) {
    const { done, total } = preview
    return (
      <Card title={words.counting}>
        <Progress
          label={words.counting}
          done={done}
          total={total}
          text={words.progress(format(done), format(total))}
        />
        <p className="quiet">{words.countingWhy}</p>
      </Card>
    )
  }
  const button = may('directories.change') && (
    <Button loading={count.isPending} onClick={() => count.mutate()}>
      {words.count}
    </Button>
  )
  return (
    <Card>
      <EmptyState title={words.none} action={button}>
        {words.noneWhy}
      </EmptyState>
      {count.error && <CallError error={count.error} />}
    </Card>
  )
}

function Counted({ directoryId, name, state, preview, onWent }: Props & { preview: Preview }) {
  const words = usePreviewWords(directoryId)
  const { of = 'new' } = useSearch({ from: paths.preview })
  const may = useMay()
  const count = useCount(directoryId)
  const { counts, done, countedAt } = preview
  return (
    <>
      <div className="row wrap">
        <span className="quiet grow">
          <Rich text={words.counted(done)} parts={{ when: <When at={countedAt ?? ''} /> }} />
        </span>
        {may('directories.change') && (
          <Button variant="default" size="xs" loading={count.isPending} onClick={() => count.mutate()}>
            {words.again}
          </Button>
        )}
      </div>
      {count.error && <CallError error={count.error} />}
      <Counts directoryId={directoryId} counts={counts} />
      <div className={c.two}>
        <People directoryId={directoryId} of={of} />
        {may('directories.change') && (
          <GoLive
            directoryId={directoryId}
            name={name}
            state={state}
            counts={counts}
            people={done}
            onWent={onWent}
          />
        )}
      </div>
    </>
  )
}

const tones: { readonly [name in PreviewClass]?: 'warn' | 'bad' } = { held: 'warn', lost: 'bad' }

/** The answer before the act. Each number opens its list; losses come last and are never hidden at zero. */
function Counts({ directoryId, counts }: { directoryId: string; counts: Preview['counts'] }) {
  const { language } = useLanguage()
  const words = usePreviewWords(directoryId)
  const { of = 'new' } = useSearch({ from: paths.preview })
  const { format } = new Intl.NumberFormat(language)
  return (
    <nav className={c.counts} aria-label={words.label}>
      {previewClasses.map((one) => (
        <Link
          key={one}
          to={paths.preview}
          params={{ directoryId }}
          search={one === 'new' ? {} : { of: one }}
          data-tone={counts[one] > 0 ? tones[one] : undefined}
          aria-current={of === one ? 'true' : undefined}
          resetScroll={false}
        >
          <span className={c.number}>{format(counts[one])}</span>
          <span className={c.label}>{words.classes[one].label}</span>
          <span className={c.why}>{words.classes[one].why}</span>
        </Link>
      ))}
    </nav>
  )
}

function People({ directoryId, of }: { directoryId: string; of: PreviewClass }) {
  const words = usePreviewWords(directoryId)
  const params = { directoryId, class: of }
  const query = useInfiniteQuery(
    list('GET /api/directories/{directoryId}/preview/{class}', { params, query: {} }),
  )
  const { title } = words.classes[of]
  return (
    <Card title={title} flush>
      <Listed query={query} empty={<EmptyState title={words.nobody}>{words.nobodyWhy}</EmptyState>}>
        {(items) => (
          <Table
            label={title}
            items={items}
            asLines
            keyOf={({ userId }) => userId}
            columns={[
              {
                head: words.person,
                cell: ({ name, userName }) => (
                  <>
                    <div className="strong">{name}</div>
                    <Address value={userName} size="sm" />
                  </>
                ),
              },
              { head: words.effect, cell: ({ effect }) => <EffectWords effect={effect} /> },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
