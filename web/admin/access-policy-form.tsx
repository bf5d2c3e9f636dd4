import { Button, Checkbox, NativeSelect, Radio, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call, type GivenTo } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useDraft } from '../ui/draft.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import layout from '../ui/layout.module.css'
import { useTexts } from './language.ts'
import { MeanwhileNotice } from './meanwhile-notice.tsx'

type Policy = AnswerOf<'GET /api/access-policy'>
type Change = GivenTo<'PATCH /api/access-policy'>['body']

const names = ['newAccounts', 'allow', 'block', 'bindsDirectories', 'unknownSenders', 'leaverMail'] as const
const newAccountRules = ['anyone', 'allowlisted', 'invited'] as const
const unknownSenderRules = ['refuse', 'hold', 'accept'] as const
const leaverMailRules = ['refuse', 'suspect'] as const

const linesOf = (entries: readonly string[]) => entries.join('\n')
const entriesOf = (lines: string) => lines.split(/[\s,;]+/).filter((entry) => entry !== '')

const fieldsOf = ({ allow, block, ...rest }: Policy) => ({
  ...rest,
  allow: linesOf(allow),
  block: linesOf(block),
})
type Fields = ReturnType<typeof fieldsOf>

function changeOf({ allow, block, ...rest }: Partial<Fields>): Change {
  return {
    ...rest,
    ...(allow === undefined ? {} : { allow: entriesOf(allow) }),
    ...(block === undefined ? {} : { block: entriesOf(block) }),
  }
}

/** The policy itself. What it means for those who are there is shown before it is saved. */
export function AccessPolicyForm({ policy }: { policy: Policy }) {
  const { access, save, errors } = useTexts()
  const mayChange = useMay()('access.change')
  const client = useQueryClient()
  const draft = useDraft({
    latest: policy,
    fieldsOf,
    send: (change: Partial<Fields>, basedOn) =>
      call('PATCH /api/access-policy', { body: changeOf(change) }, { basedOn }),
    reread: () => call('GET /api/access-policy'),
    onKnown: (known) => {
      preview.reset()
      client.setQueryData(read('GET /api/access-policy').queryKey, known)
      return client.invalidateQueries()
    },
  })
  const { values, conflict } = draft
  const preview = useMutation({
    mutationFn: () => call('POST /api/access-policy/effect', { body: changeOf(values) }),
  })
  const refused = fieldErrors(preview.error, errors)
  const errorOf = (name: string) => refused.errorOf(name) ?? draft.errorOf(name)
  const otherError = refused.otherError ?? draft.otherError
  return (
    <Card title={access.policy}>
      <form
        className={layout.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          preview.mutate()
        }}
      >
        <Radio.Group
          label={access.newAccounts}
          value={values.newAccounts}
          onChange={(value) => draft.set('newAccounts', value as Policy['newAccounts'])}
        >
          <div className="stack">
            {newAccountRules.map((rule) => (
              <Radio
                key={rule}
                value={rule}
                disabled={!mayChange}
                label={access.newAccountRules[rule].is}
                description={access.newAccountRules[rule].why}
              />
            ))}
          </div>
        </Radio.Group>
        {(['allow', 'block'] as const).map((which) => (
          <Textarea
            key={which}
            label={access[which]}
            description={which === 'allow' ? access.allowHint : access.blockHint}
            value={values[which]}
            autosize
            minRows={2}
            maxRows={12}
            spellCheck={false}
            readOnly={!mayChange}
            error={errorOf(which)}
            onChange={(event) => draft.set(which, event.currentTarget.value)}
          />
        ))}
        <Checkbox
          label={access.bindsDirectories}
          description={access.bindsDirectoriesHint}
          checked={values.bindsDirectories}
          disabled={!mayChange}
          onChange={(event) => draft.set('bindsDirectories', event.currentTarget.checked)}
        />
        <NativeSelect
          label={access.unknownSenders}
          value={values.unknownSenders}
          disabled={!mayChange}
          data={unknownSenderRules.map((value) => ({ value, label: access.unknownSenderRules[value] }))}
          onChange={(event) =>
            draft.set('unknownSenders', event.currentTarget.value as Policy['unknownSenders'])
          }
        />
        <NativeSelect
          label={access.leaverMail}
          value={values.leaverMail}
          disabled={!mayChange}
          data={leaverMailRules.map((value) => ({ value, label: access.leaverMailRules[value] }))}
          onChange={(event) => draft.set('leaverMail', event.currentTarget.value as Policy['leaverMail'])}
        />
        {otherError && !preview.data && <CallError error={otherError} />}
        {conflict && (
          <MeanwhileNotice
            conflict={conflict}
            labelOf={(name) => access[name as (typeof names)[number]]}
            show={(_, value) =>
              typeof value === 'boolean' ? (value ? access.yes : access.no) : wordOf(access, String(value))
            }
            isPending={draft.isPending}
          />
        )}
        {mayChange && (
          <div className={layout.formFoot}>
            <Button
              type="submit"
              disabled={!draft.isChanged(names)}
              loading={preview.isPending}
              aria-label={access.saveWhat}
            >
              {save}
            </Button>
            {draft.isDone && <span role="status">{access.saved}</span>}
          </div>
        )}
      </form>
      {preview.data && !conflict && (
        <Confirm
          title={access.effect}
          act={access.effectAct}
          isPending={draft.isPending}
          error={draft.otherError}
          onAct={() => draft.save(names)}
          onClose={() => preview.reset()}
        >
          <Effect effect={preview.data} />
        </Confirm>
      )}
    </Card>
  )
}

/** A value as the form shows it; lists stand as they are. */
function wordOf(access: ReturnType<typeof useTexts>['access'], value: string): string {
  const words: { readonly [value: string]: string | undefined } = {
    ...access.unknownSenderRules,
    ...access.leaverMailRules,
    ...Object.fromEntries(newAccountRules.map((rule) => [rule, access.newAccountRules[rule].is])),
  }
  return words[value] ?? value.split('\n').join(', ')
}

function Effect({ effect }: { effect: AnswerOf<'POST /api/access-policy/effect'> }) {
  const { access } = useTexts()
  if (effect.people === 0) return <p>{access.fitsAll}</p>
  return (
    <>
      <p className="strong">{access.fitsNot(effect.people)}</p>
      <p>{access.theyStay}</p>
      <div>
        <p className="quiet">{access.first}</p>
        <ul>
          {effect.first.slice(0, 5).map(({ id, name, address }) => (
            <li key={id}>{address ?? name}</li>
          ))}
        </ul>
      </div>
    </>
  )
}
