import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import layout from '../../ui/layout.module.css'
import { textOf, useSubmit } from '../../ui/submit.ts'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { RefreshMetadata } from './refresh-metadata.tsx'
import { SharedField, sharedIn } from './shared-field.tsx'
import c from './sign-in.module.css'
import type { Connection } from './sign-in-page.tsx'

type Certificate = NonNullable<Connection['saml']>['certificates'][number]

interface Props {
  readonly directoryId: string
  readonly connection: Connection
  readonly mayChange: boolean
}

/** The certificates by which a provider's word is known: the present one and the next. */
export function Certificates({ directoryId, connection, mayChange }: Props) {
  const { connecting: words } = useTexts()
  const [open, setOpen] = useState<'add' | 'refresh' | Certificate>()
  const all = connection.saml?.certificates ?? []
  const close = () => setOpen(undefined)
  return (
    <Card
      title={words.certificates}
      aside={
        mayChange && (
          <div className="row wrap">
            <Button variant="default" onClick={() => setOpen('refresh')}>
              {words.refresh}
            </Button>
            <Button variant="default" onClick={() => setOpen('add')}>
              {words.addCertificate}
            </Button>
          </div>
        )
      }
      flush
    >
      {all.length === 0 ? (
        <div className={layout.body}>
          <EmptyState title={words.noCertificate}>{words.noCertificateWhy}</EmptyState>
        </div>
      ) : (
        <>
          <CertificateTable items={all} onRemove={mayChange ? setOpen : undefined} />
          <p className={`quiet ${layout.body}`}>{words.certificatesWhy}</p>
        </>
      )}
      {open === 'add' && <AddCertificate directoryId={directoryId} onClose={close} />}
      {open === 'refresh' && <RefreshMetadata directoryId={directoryId} onClose={close} />}
      {typeof open === 'object' && (
        <RemoveCertificate directoryId={directoryId} certificate={open} onClose={close} />
      )}
    </Card>
  )
}

function CertificateTable({
  items,
  onRemove,
}: {
  items: readonly Certificate[]
  onRemove: ((one: Certificate) => void) | undefined
}) {
  const { connecting: words } = useTexts()
  return (
    <Table
      label={words.certificates}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.fingerprint,
          cell: ({ fingerprint }) => <code className={c.print}>{fingerprint}</code>,
        },
        {
          head: words.expires,
          cell: ({ notAfter }) => (
            <>
              {new Date(notAfter) < new Date() && <strong>{words.expired} </strong>}
              <When at={notAfter} />
            </>
          ),
        },
        { head: words.added, cell: ({ addedAt }) => <When at={addedAt} /> },
        {
          head: words.act,
          isAct: true,
          cell: (one) =>
            onRemove && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={words.removeWhat(one.fingerprint.slice(0, 11))}
                onClick={() => onRemove(one)}
              >
                {words.remove}
              </Button>
            ),
        },
      ]}
    />
  )
}

function AddCertificate({ directoryId, onClose }: { directoryId: string; onClose: () => void }) {
  const { connecting: words, cancel } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ certificate: textOf(data, 'certificate'), ...sharedIn(data) }),
    act: (body, idempotencyKey) =>
      call(
        'POST /api/directories/{directoryId}/connection/certificates',
        { params: { directoryId }, body },
        { idempotencyKey },
      ),
    onDone: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Dialog title={words.addCertificate} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <Textarea
          name="certificate"
          label={words.certificate}
          description={words.certificateHint}
          autosize
          minRows={6}
          maxRows={14}
          error={form.errorOf('certificate')}
        />
        <SharedField error={form.errorOf('sharedWith')} />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {words.add}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface RemoveProps {
  readonly directoryId: string
  readonly certificate: Certificate
  onClose(): void
}

function RemoveCertificate({ directoryId, certificate, onClose }: RemoveProps) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/directories/{directoryId}/connection/certificates/{certificateId}', {
        params: { directoryId, certificateId: certificate.id },
      }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.removeCertificate}
      act={words.remove}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>
        <code>{certificate.fingerprint}</code>
      </p>
      <p>{words.removeEffect}</p>
    </Confirm>
  )
}
