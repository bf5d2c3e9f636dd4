import { Button, Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'

const scores = [1, 2, 3, 4, 5]

interface Props {
  readonly request: WholeRequest
  onScored(): unknown
}

/** How content somebody is with what became of their request. */
export function Score({ request, onScored }: Props) {
  const { score: words } = useHelpTexts()
  const { score: given } = request
  const [isChanging, setChanging] = useState(false)
  if (given && !isChanging) {
    return (
      <section className={c.box} aria-label={words.title} role="status">
        <h2>{words.thanks}</h2>
        <p>
          {words.given(given.score, words.scores[given.score] ?? '')}{' '}
          <button type="button" className="link" onClick={() => setChanging(true)}>
            {words.change}
          </button>
        </p>
        {given.comment !== null && <p className={`${c.plain} second`}>{given.comment}</p>}
      </section>
    )
  }
  return (
    <Ask
      request={request}
      onScored={() => {
        setChanging(false)
        return onScored()
      }}
    />
  )
}

function Ask({ request, onScored }: Props) {
  const { score: words } = useHelpTexts()
  const form = useSubmit({
    read: (data) => ({ score: Number(data.get('score')), comment: textOf(data, 'comment') }),
    act: (body) =>
      call('POST /api/help/requests/{requestId}/score', { params: { requestId: request.id }, body }),
    onDone: onScored,
  })
  const [chosen, setChosen] = useState(request.score ? String(request.score.score) : '')
  return (
    <form className={c.box} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <Radio.Group
        name="score"
        label={words.title}
        description={words.lead}
        value={chosen}
        onChange={setChosen}
      >
        <div className={c.scores}>
          {scores.map((n) => (
            <Radio key={n} value={String(n)} label={`${n} ${words.scores[n] ?? ''}`} />
          ))}
        </div>
      </Radio.Group>
      {chosen !== '' && (
        <>
          <Textarea
            name="comment"
            label={words.comment}
            autosize
            minRows={2}
            maxRows={8}
            defaultValue={request.score?.comment ?? ''}
            error={form.errorOf('comment')}
          />
          {form.otherError && <CallError error={form.otherError} />}
          <div>
            <Button type="submit" loading={form.isPending}>
              {words.act}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
