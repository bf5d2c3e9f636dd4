import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTexts } from '../../language.tsx'
import { useMay } from '../../me.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import c from '../admin.module.css'
import { type Protocol, protocols } from './log-filter.ts'
import { NewOidc } from './new-oidc.tsx'
import { NewSaml } from './new-saml.tsx'
import { OurValues } from './our-values.tsx'
import own from './sign-in.module.css'
import type { Connected } from './sign-in-page.tsx'

interface Props {
  readonly directoryId: string
  readonly ours: Connected['ours']
}

/** Says what a connection is good for, and makes one. */
export function EmptyConnection({ directoryId, ours }: Props) {
  const { connecting: words } = useTexts()
  const mayChange = useMay()('directories.change')
  const { protocol } = useSearch({ from: paths.directorySignIn })
  return (
    <>
      <Card>
        <EmptyState title={words.empty}>{words.emptyWhy}</EmptyState>
        {mayChange && <Tiles directoryId={directoryId} chosen={protocol} />}
      </Card>
      {mayChange && protocol && (
        <>
          <OurValues ours={ours} protocol={protocol} />
          {protocol === 'saml' ? (
            <NewSaml directoryId={directoryId} />
          ) : (
            <NewOidc directoryId={directoryId} />
          )}
        </>
      )}
    </>
  )
}

function Tiles({ directoryId, chosen }: { directoryId: string; chosen: Protocol | undefined }) {
  const { connecting: words } = useTexts()
  const navigate = useNavigate()
  const choose = (protocol: Protocol) =>
    void navigate({
      to: paths.directorySignIn,
      params: { directoryId },
      search: { protocol },
      replace: true,
      resetScroll: false,
    })
  return (
    <fieldset className={c.fieldset}>
      <legend>
        <strong>{words.which}</strong>
      </legend>
      <div className={c.pair}>
        {protocols.map((one) => (
          <label key={one} className={c.tile}>
            <input
              type="radio"
              name="protocol"
              value={one}
              checked={one === chosen}
              onChange={() => choose(one)}
            />
            <span>
              {words.protocols[one].title}
              <span className={`small quiet ${own.hint}`}>{words.protocols[one].hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
