import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { isGone } from '../sign-in/link-gone.tsx'
import { CallError } from '../ui/call-error.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { When } from '../ui/when.tsx'
import { useAsker } from './asker.ts'
import c from './help.module.css'
import { ForAskers, HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'

type Message = NonNullable<AnswerOf<'POST /api/help/proofs'>['message']>
type Given = 'yes' | 'no' | 'warn'

/** Somebody is asked whether a message is theirs. Opening the page answers nothing. */
export function ProvePage() {
  const { proving } = useHelpTexts()
  const { link } = useParams({ from: `/help${paths.prove}` })
  return (
    <ForAskers title={proving.title}>
      <Asked link={link} />
    </ForAskers>
  )
}

function Asked({ link }: { link: string }) {
  const { proving } = useHelpTexts()
  const asker = useAsker()
  const isCustomer = asker.kind === 'customer'
  const query = useQuery({
    queryKey: ['proof', link],
    queryFn: () => call('POST /api/help/proofs', { body: { link } }),
    enabled: isCustomer,
    retry: false,
    // It works once for somebody else: nothing is asked twice.
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!isCustomer || (query.data && query.data.message === null)) return <ForSomebodyElse />
  if (isGone(query.error)) {
    return (
      <HelpPage title={proving.goneTitle} lead={proving.goneLead} isNarrow>
        <Home />
      </HelpPage>
    )
  }
  if (!query.data?.message) {
    return (
      <HelpPage title={proving.title} isNarrow>
        <Loaded query={query}>{() => null}</Loaded>
      </HelpPage>
    )
  }
  return <Question link={link} message={query.data.message} />
}

function ForSomebodyElse() {
  const { proving } = useHelpTexts()
  return (
    <HelpPage title={proving.otherTitle} lead={proving.otherLead} isNarrow>
      <Home />
    </HelpPage>
  )
}

function Home() {
  const { proving } = useHelpTexts()
  return (
    <p>
      <Link to={paths.home}>{proving.home}</Link>
    </p>
  )
}

const answers: readonly Given[] = ['yes', 'no', 'warn']

function Question({ link, message }: { link: string; message: Message }) {
  const { proving } = useHelpTexts()
  const act = useMutation({
    mutationFn: (answer: Given) => call('POST /api/help/proofs/answers', { body: { link, answer } }),
  })
  if (act.data) {
    if (!act.data.taken) return <ForSomebodyElse />
    return (
      <HelpPage title={proving.thanks} isNarrow>
        <Notice tone="ok" title={proving.done[act.variables]} />
        <Home />
      </HelpPage>
    )
  }
  return (
    <HelpPage title={proving.title} lead={proving.lead} isNarrow>
      <KeyValue
        rows={[
          [proving.about, <bdi key="summary">{message.summary}</bdi>],
          [proving.written, <When key="written" at={message.writtenAt} />],
        ]}
      />
      <div className={c.answers}>
        {answers.map((answer) => (
          <Button
            key={answer}
            variant="default"
            disabled={act.isPending}
            loading={act.isPending && act.variables === answer}
            onClick={() => act.mutate(answer)}
          >
            {proving.answers[answer]}
          </Button>
        ))}
      </div>
      <p className="quiet small">{proving.what}</p>
      {act.error && <CallError error={act.error} />}
    </HelpPage>
  )
}
