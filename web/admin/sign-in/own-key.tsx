import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import layout from '../../ui/layout.module.css'
import { When } from '../../ui/when.tsx'
import type { Connection } from './sign-in-page.tsx'

interface Props {
  readonly directoryId: string
  readonly connection: Connection
  readonly mayChange: boolean
}

/** Our own key towards the provider: made on wish, its certificate to download. */
export function OwnKey({ directoryId, connection: { ownKey }, mayChange }: Props) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const act = useMutation({
    mutationFn: () => call('POST /api/directories/{directoryId}/connection/key', { params: { directoryId } }),
    onSuccess: () => {
      setAsked(false)
      return client.invalidateQueries()
    },
  })
  const label = ownKey ? words.makeAnother : words.makeKey
  return (
    <Card title={words.ownKey}>
      <p className="second">{words.ownKeyWhy}</p>
      {ownKey ? (
        <KeyValue
          rows={[
            [words.fingerprint, <code key="print">{ownKey.fingerprint}</code>],
            [words.keyUntil, <When key="until" at={ownKey.notAfter} />],
          ]}
        />
      ) : (
        <p>{words.noKey}</p>
      )}
      <div className={layout.formFoot}>
        {ownKey && (
          <Button
            component="a"
            variant="default"
            href={`data:application/x-pem-file;base64,${btoa(ownKey.certificate)}`}
            download="doorward.pem"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {words.download}
          </Button>
        )}
        {mayChange && (
          <Button variant="default" onClick={() => setAsked(true)}>
            {label}
          </Button>
        )}
      </div>
      {isAsked && (
        <Confirm
          title={label}
          act={label}
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate()}
          onClose={() => setAsked(false)}
        >
          <p>{ownKey ? words.makeEffect : words.ownKeyWhy}</p>
        </Confirm>
      )}
    </Card>
  )
}
