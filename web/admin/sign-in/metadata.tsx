import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { type AnswerOf, call, type GivenTo } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { fieldErrors } from '../../ui/field-errors.ts'
import { KeyValue } from '../../ui/key-value.tsx'
import layout from '../../ui/layout.module.css'
import { Notice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

type ReadName = 'POST /api/directories/{directoryId}/connection/metadata'
export type Metadata = AnswerOf<ReadName>
type GivenMetadata = GivenTo<ReadName>['body']

/** For the page of a directory. */
export const readOf = (directoryId: string) => (body: GivenMetadata) =>
  call('POST /api/directories/{directoryId}/connection/metadata', { params: { directoryId }, body })

interface Props {
  /** Has the server look at it. */
  readonly read: (given: GivenMetadata) => Promise<Metadata>
  /** Beside the buttons, another way to give the same. */
  readonly beside?: ReactNode
  readonly onRead: (seen: Metadata | undefined) => void
}

/** Reads a provider's metadata, from its address or a file. */
export function ReadMetadata({ read, beside, onRead }: Props) {
  const { connecting: words, errors } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  const [url, setUrl] = useState('')
  const reading = useMutation({
    mutationFn: async (file: File | undefined) => {
      return read(file ? { document: await file.text() } : { url: url.trim() })
    },
    onMutate: () => onRead(undefined),
    onSuccess: onRead,
  })
  const { errorOf, otherError } = fieldErrors(reading.error, errors)
  const wrongFile = errorOf('document')
  return (
    <>
      <form
        className={layout.inline}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (url.trim() !== '' && !reading.isPending) reading.mutate(undefined)
        }}
      >
        <TextInput
          name="url"
          type="url"
          label={words.metadataUrl}
          placeholder={words.metadataUrlHint}
          value={url}
          error={errorOf('url')}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={reading.isPending} disabled={url.trim() === ''}>
          {words.read}
        </Button>
      </form>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
        aria-label={words.orFile}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file) reading.mutate(file)
          // The same file, changed meanwhile, can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      <div className="row wrap">
        <Button variant="default" size="sm" onClick={() => input.current?.click()}>
          {words.orFile}
        </Button>
        {beside}
      </div>
      {wrongFile && <Notice tone="bad" title={wrongFile} />}
      {otherError && <CallError error={otherError} />}
    </>
  )
}

/** What was read, before anything of it counts. */
export function SeenMetadata({ seen }: { seen: Metadata }) {
  const { connecting: words } = useTexts()
  const { changes } = seen
  const differs = (is: boolean | undefined) => is && <strong> {words.isOther}</strong>
  return (
    <>
      <h3>{words.says}</h3>
      <KeyValue
        rows={[
          [
            words.issuer.saml,
            <span key="issuer">
              {seen.entityId}
              {differs(changes?.issuer)}
            </span>,
          ],
          [
            words.ssoUrl,
            <span key="url">
              {seen.ssoUrl}
              {differs(changes?.ssoUrl)}
            </span>,
          ],
        ]}
      />
      <Table
        label={words.certificates}
        items={seen.certificates}
        keyOf={({ fingerprint }) => fingerprint}
        asLines
        columns={[
          { head: words.fingerprint, cell: ({ fingerprint }) => <code>{fingerprint}</code> },
          { head: words.expires, cell: ({ notAfter }) => <When at={notAfter} /> },
          {
            head: words.certificate,
            cell: ({ refusal, isKnown }) => refusal ?? (isKnown ? words.isKnown : words.isNew),
          },
        ]}
      />
      {changes && changes.gone.length > 0 && <p className="quiet">{words.gone(changes.gone.length)}</p>}
      <p>{words.compare}</p>
    </>
  )
}
