import { useTexts } from '../set-up-texts.ts'
import c from './admin.module.css'
import { providers } from './providers.ts'

interface Props {
  readonly chosen: string
  onChoose(preset: string): void
}

/** A tile for each identity provider; native radio buttons, so that arrow keys move among them. */
export function ProviderTiles({ chosen, onChoose }: Props) {
  const { wizard } = useTexts()
  return (
    <fieldset className={c.fieldset}>
      <legend>
        <h2>{wizard.which}</h2>
      </legend>
      <div className={c.tiles}>
        {providers.map(({ preset, title, mono }) => (
          <label key={preset} className={c.tile}>
            <input
              type="radio"
              name="provider"
              value={preset}
              checked={preset === chosen}
              onChange={() => onChoose(preset)}
            />
            <span className={c.mono} aria-hidden>
              {mono}
            </span>
            {preset === 'auto' ? wizard.another : title}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
