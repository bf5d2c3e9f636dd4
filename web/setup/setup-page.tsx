import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { isGone } from '../sign-in/link-gone.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { ByCode, ByLink } from './setup-door.tsx'
import { SetupSteps } from './setup-steps.tsx'

/** The set-up page of a customer's own IT: its door, and behind it the steps. */
export function SetupPage() {
  const { settingUp } = useTexts()
  const { link } = useParams({ from: paths.setup })
  const client = useQueryClient()
  const query = useQuery(read('GET /api/setup/links/{link}', { params: { link } }))
  if (isGone(query.error)) {
    return (
      <GuestShell title={settingUp.gone} lead={settingUp.goneWhy}>
        <p>{settingUp.goneNext}</p>
      </GuestShell>
    )
  }
  const { data } = query
  if (!data) {
    return (
      <GuestShell title={settingUp.loadingTitle}>
        <Loaded query={query}>{() => null}</Loaded>
      </GuestShell>
    )
  }
  const onChange = () => client.resetQueries()
  if (data.isIn) return <SetupSteps link={link} onOut={onChange} />
  if (data.isOpened) return <ByCode link={link} about={data} onIn={onChange} />
  return <ByLink link={link} about={data} onIn={onChange} />
}
