import { Button, Checkbox, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { newActKey } from '../ui/act-key.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { fieldErrors } from '../ui/field-errors.ts'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { Segments } from '../ui/segments.tsx'
import { ImportDrop } from './import-drop.tsx'
import { readChosen } from './import-file.ts'
import type { ImportKind } from './import-status.ts'
import { useImportTexts } from './import-texts.ts'
import { useTexts } from './language.ts'

const kinds = ['customers', 'organizations'] as const

/** Whose words stand where the file is chosen. */
type Problem = 'none' | 'too-large' | 'not-utf-8' | 'not-readable'

/** What is sent: the same given again is the same import. */
interface Given {
  readonly fileName: string
  readonly text: string
  readonly proven: boolean
}

/** Chooses a file, or takes a pasted table, and has it checked. */
export function ImportForm({ kind }: { kind: ImportKind }) {
  const words = useImportTexts()
  const { errors } = useTexts()
  const navigate = useNavigate()
  const [file, setFile] = useState<File>()
  const [problem, setProblem] = useState<Problem>()
  const key = useRef(newActKey())
  const send = useMutation({
    mutationFn: ({ fileName, text, proven }: Given) =>
      call('POST /api/imports', { body: { kind, fileName, text, proven } }, { idempotencyKey: key.current }),
    onSuccess: ({ id }) => navigate({ to: paths.import, params: { importId: id } }),
  })
  const changed = () => {
    key.current = newActKey()
    setProblem(undefined)
    send.reset()
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const pasted = String(data.get('pasted') ?? '')
    const proven = data.has('proven')
    const read = file ? await readChosen(file) : pasted.trim() === '' ? undefined : { text: pasted }
    if (!read) setProblem('none')
    else if ('problem' in read) setProblem(read.problem)
    else send.mutate({ fileName: nameOf(file) ?? words.pasted, text: read.text, proven })
  }
  const { errorOf, otherError } = fieldErrors(send.error, errors)
  const refused = problem ? words.problems[problem] : (errorOf('text') ?? errorOf('fileName'))
  return (
    <Card title={words.choose}>
      <div>
        <Segments label={words.kind}>
          {kinds.map((one) => (
            <Link
              key={one}
              to={paths.imports}
              search={one === 'customers' ? {} : { kind: one }}
              activeOptions={{ exact: true }}
            >
              {words.kinds[one]}
            </Link>
          ))}
        </Segments>
      </div>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)} onChange={changed}>
        <p className="second">{words.taken[kind]}</p>
        <ImportDrop
          file={file}
          onFile={(chosen) => {
            changed()
            setFile(chosen)
          }}
        />
        {!file && (
          <details>
            <summary>{words.paste}</summary>
            <Textarea name="pasted" label={words.pasteLabel} rows={6} spellCheck={false} />
          </details>
        )}
        {refused && (
          <Notice tone="bad" title={words.cannot}>
            {refused}
          </Notice>
        )}
        {kind === 'customers' && (
          <Checkbox name="proven" label={words.proven} description={words.provenWhy} />
        )}
        <div className={layout.formFoot}>
          <Button type="submit" size="sm" loading={send.isPending}>
            {words.check}
          </Button>
        </div>
      </form>
      {otherError && <CallError error={otherError} />}
    </Card>
  )
}

const nameMax = 200

/** As the server takes it: a file's name may hold anything. */
function nameOf(file: File | undefined): string | undefined {
  const name = file?.name
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, nameMax)
  return name === '' ? undefined : name
}
