import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { When } from '../ui/when.tsx'
import { useLanguage } from './language.ts'
import c from './settings.module.css'
import { useSettingsTexts } from './settings-texts.ts'

type Export = AnswerOf<'GET /api/site/exports'>['items'][number]
const pollMs = 2_000
const isUnderWay = ({ state }: Export) => state === 'waiting' || state === 'running'

/** For owners: everything of the site as a file. */
export function ExportSite() {
  const { siteExport: words } = useSettingsTexts()
  const client = useQueryClient()
  const query = useQuery({
    ...read('GET /api/site/exports'),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? pollMs : false),
  })
  const ask = useMutation({
    mutationFn: async () => call('POST /api/site/exports'),
    onSettled: () => client.invalidateQueries({ queryKey: ['GET /api/site/exports'] }),
  })
  return (
    <Card title={words.title}>
      <p className="second">{words.lead}</p>
      <Loaded query={query}>
        {({ items }) => (
          <>
            {items.length > 0 && (
              <ul className={c.providers}>
                {items.map((one) => (
                  <li key={one.id}>
                    <When at={one.requestedAt} />
                    <Progress of={one} />
                  </li>
                ))}
              </ul>
            )}
            <div>
              <Button
                variant="default"
                loading={ask.isPending}
                disabled={items.some(isUnderWay)}
                onClick={() => ask.mutate()}
              >
                {words.act}
              </Button>
            </div>
          </>
        )}
      </Loaded>
      {ask.error && <CallError error={ask.error} />}
    </Card>
  )
}

/** A file for whoever signed in just now: a link cannot ask for that, so it is asked first. */
function FreshDownload({ href, children }: { href: string; children: string }) {
  const proof = useMutation({
    mutationFn: async () => call('GET /api/me/proof'),
    onSuccess: () => window.location.assign(href),
  })
  return (
    <>
      <a
        href={href}
        download
        onClick={(event) => {
          event.preventDefault()
          proof.mutate()
        }}
      >
        {children}
      </a>
      {proof.error && <CallError error={proof.error} />}
    </>
  )
}

/** How far it is; and where it is, once it is made. */
function Progress({ of }: { of: Export }) {
  const { language } = useLanguage()
  const { siteExport: words } = useSettingsTexts()
  const { id, state, tablesDone, tablesTotal, rows, bytes, expiresAt } = of
  const number = new Intl.NumberFormat(language)
  if (state === 'failed') return <span className="bad">{words.failed}</span>
  if (state === 'waiting') return <span role="status">{words.waiting}</span>
  if (state === 'running') {
    const percent = Math.floor((100 * tablesDone) / Math.max(1, tablesTotal))
    return <span role="status">{words.running(`${percent} %`, number.format(rows))}</span>
  }
  const megabytes = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1_000_000)
  return (
    <>
      <FreshDownload href={`/api/site/exports/${id}/file`}>{words.download(megabytes)}</FreshDownload>
      <span className="quiet">
        {words.until} <When at={expiresAt} />
      </span>
    </>
  )
}
