import { useMay } from '../../me.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import c from '../admin.module.css'
import type { SignInFields } from './guide-fields.ts'
import { type Protocol, protocols } from './log-filter.ts'
import { NewOidc } from './new-oidc.tsx'
import { NewSaml } from './new-saml.tsx'
import { OurValues } from './our-values.tsx'
import own from './sign-in.module.css'
import type { Connected } from './sign-in-page.tsx'

interface Props {
  readonly directoryId: string
  readonly ours: Connected['ours']
  /** The words of the company's provider. */
  readonly guide?: SignInFields | undefined
  /** Which one is being connected; it stands in the address of the page. */
  readonly protocol: Protocol | undefined
  onChoose(protocol: Protocol): void
}

/** Says what a connection is good for, and makes one. */
export function EmptyConnection({ directoryId, ours, guide, protocol, onChoose }: Props) {
  const { connecting: words } = useTexts()
  const mayChange = useMay()('directories.change')
  return (
    <>
      <Card>
        <EmptyState title={words.empty}>{words.emptyWhy}</EmptyState>
        {mayChange && <Tiles chosen={protocol} onChoose={onChoose} />}
      </Card>
      {mayChange && protocol && (
        <>
          <OurValues ours={ours} protocol={protocol} guide={guide} />
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

interface TilesProps {
  readonly chosen: Protocol | undefined
  onChoose(protocol: Protocol): void
}

function Tiles({ chosen, onChoose }: TilesProps) {
  const { connecting: words } = useTexts()
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
              onChange={() => onChoose(one)}
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
