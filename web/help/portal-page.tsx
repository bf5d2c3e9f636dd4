import { IconChevronRight } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import c from './help.module.css'
import { HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { usePortals } from './portal-queries.ts'

/** One entrance: everything that can be asked there. */
export function PortalPage() {
  const { portal: words, places } = useHelpTexts()
  const { portalKey } = useParams({ from: `/help${paths.portal}` })
  const query = usePortals()
  const portal = query.data?.items.find(({ key }) => key === portalKey)
  const home = <Link to={paths.home}>{words.back}</Link>
  if (!query.data) {
    return (
      <HelpPage title={places.home} isNarrow>
        <Loaded query={query}>{() => null}</Loaded>
      </HelpPage>
    )
  }
  if (!portal) {
    return (
      <HelpPage title={words.gone} lead={words.goneWhy} isNarrow>
        <p>{home}</p>
      </HelpPage>
    )
  }
  return (
    <HelpPage title={portal.name} crumb={home} lead={portal.description} isNarrow>
      {portal.requestTypes.length === 0 ? (
        <EmptyState title={words.noTypes}>{words.noTypesWhy}</EmptyState>
      ) : (
        <ul className={`card ${c.types} ${c.typeList}`}>
          {portal.requestTypes.map(({ id, name, description }) => (
            <li key={id}>
              <Link className={c.type} to={paths.requestForm} params={{ portalKey, requestTypeId: id }}>
                <span>
                  <bdi className="strong">{name}</bdi>
                  {description !== '' && <span className="second small block">{description}</span>}
                </span>
                <IconChevronRight size={16} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </HelpPage>
  )
}
