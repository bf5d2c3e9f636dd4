import { Button, FileButton, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { CSSProperties } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { fieldErrors } from '../ui/field-errors.ts'
import { Notice } from '../ui/notice.tsx'
import { defaultAccent } from '../ui/theme.ts'
import { useTexts } from './language.ts'
import c from './settings.module.css'
import { SiteCard } from './site-card.tsx'
import type { Site, SiteDraft } from './site-draft.ts'

interface Props {
  readonly site: Site
  readonly draft: SiteDraft
  readonly mayChange: boolean
}

const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text)

/** Logo and accent colour. */
export function SiteLook({ site, draft, mayChange }: Props) {
  const { settings } = useTexts()
  const { accent } = draft.values
  return (
    <SiteCard title={settings.look} draft={draft} names={['accent']} mayChange={mayChange}>
      <SiteLogo site={site} draft={draft} mayChange={mayChange} />
      <div className={c.colour}>
        <TextInput
          label={settings.accent}
          description={settings.accentHint}
          placeholder={defaultAccent}
          value={accent ?? ''}
          readOnly={!mayChange}
          error={draft.errorOf('accent')}
          onChange={(event) => draft.set('accent', event.currentTarget.value.trim().toLowerCase() || null)}
        />
        <input
          type="color"
          aria-label={settings.pickAccent}
          value={accent !== null && isColour(accent) ? accent : defaultAccent}
          disabled={!mayChange}
          onChange={(event) => draft.set('accent', event.currentTarget.value)}
        />
      </div>
      {accent !== null && isColour(accent) && <AccentPreview accent={accent} />}
    </SiteCard>
  )
}

/** The shades that the pages make of the colour, in both schemes. */
function AccentPreview({ accent }: { accent: string }) {
  const { settings } = useTexts()
  const { data, error } = useQuery({
    ...read('GET /api/site/accent', { query: { accent } }),
    placeholderData: (before) => before,
  })
  if (error) return <CallError error={error} />
  if (!data) return null
  const isMoved = data.light.fill !== accent.toLowerCase()
  return (
    <div className="stack">
      <div className={c.previews}>
        {(['light', 'dark'] as const).map((scheme) => {
          const { fill, link, selected, focus } = data[scheme]
          const shades: { [name: `--${string}`]: string } = {
            '--fill': fill,
            '--link': link,
            '--selected': selected,
            '--focus': focus,
          }
          return (
            <figure key={scheme} className={c.preview} data-scheme={scheme} style={shades as CSSProperties}>
              <figcaption>{settings.schemes[scheme]}</figcaption>
              <span className={c.button}>{settings.sampleButton}</span>
              <span className={c.link}>{settings.sampleLink}</span>
              <span className={c.selected}>{settings.sampleSelected}</span>
            </figure>
          )
        })}
      </div>
      {isMoved && <Notice tone="flat" title={settings.accentMoved(accent, data.light.fill)} />}
    </div>
  )
}

/** The picture as it is stored; it counts at once, without saving the rest. */
function SiteLogo({ site, draft, mayChange }: Props) {
  const { settings, errors } = useTexts()
  const put = useMutation({
    mutationFn: async (file: File) => call('POST /api/site/logo', { body: { image: await base64Of(file) } }),
    onSuccess: draft.adopt,
  })
  const remove = useMutation({
    mutationFn: async () => {
      await call('DELETE /api/site/logo')
      return call('GET /api/site')
    },
    onSuccess: draft.adopt,
  })
  const { errorOf, otherError } = fieldErrors(put.error, errors)
  const problem = errorOf('image')
  return (
    <div className="stack">
      <span className="strong">{settings.logo}</span>
      <span className="second">{settings.logoHint}</span>
      <div className="row wrap">
        {site.logo ? (
          <span className={c.logos}>
            <img src={site.logo} alt={settings.logoAlt} />
          </span>
        ) : (
          <span className="quiet">{settings.noLogo}</span>
        )}
        {mayChange && (
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && put.mutate(file)}>
            {(props) => (
              <Button variant="default" loading={put.isPending} {...props}>
                {site.logo ? settings.otherLogo : settings.chooseLogo}
              </Button>
            )}
          </FileButton>
        )}
        {mayChange && site.logo && (
          <Button variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
            {settings.removeLogo}
          </Button>
        )}
      </div>
      {problem && <Notice tone="bad" title={problem} />}
      {otherError && <CallError error={otherError} />}
      {remove.error && <CallError error={remove.error} />}
    </div>
  )
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  }
  return btoa(text)
}
