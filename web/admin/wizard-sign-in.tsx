import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Rich } from '../ui/rich.tsx'
import { GuideCard, useSignInFields } from './guide.tsx'
import { useTexts as useStaffTexts } from './language.ts'
import { Certificates } from './sign-in/certificates.tsx'
import { EmptyConnection } from './sign-in/empty-connection.tsx'
import { ModeCard } from './sign-in/mode-card.tsx'
import { OurValues } from './sign-in/our-values.tsx'
import { TestsCard } from './sign-in/tests-card.tsx'
import { WizardFoot } from './wizard-foot.tsx'

type Directory = AnswerOf<'GET /api/directories/{directoryId}'>

/** The wizard's step in which the company's provider is connected and tried out: the pieces of the page Sign-in. */
export function WizardSignIn({ directory: { id: directoryId, audience, preset } }: { directory: Directory }) {
  const { wizard } = useTexts()
  const { directory: words } = useStaffTexts()
  const navigate = useNavigate()
  const { protocol } = useSearch({ from: paths.provisioning })
  const mayChange = useMay()('directories.change')
  const params = { directoryId }
  const guide = useSignInFields(preset)
  const query = useQuery(read('GET /api/directories/{directoryId}/connection', { params }))
  return (
    <>
      <Loaded query={query}>
        {({ ours, connection }) =>
          connection ? (
            <>
              <ModeCard
                key={connection.mode}
                directoryId={directoryId}
                ours={ours}
                connection={connection}
                mayChange={mayChange}
                isOfStaff={audience === 'staff'}
              />
              {mayChange && <TestsCard directoryId={directoryId} />}
              {connection.saml && (
                <Certificates directoryId={directoryId} connection={connection} mayChange={mayChange} />
              )}
              <OurValues ours={ours} protocol={connection.protocol} guide={guide} />
            </>
          ) : (
            <EmptyConnection
              directoryId={directoryId}
              ours={ours}
              guide={guide}
              protocol={protocol}
              onChoose={(chosen) =>
                void navigate({
                  to: paths.provisioning,
                  params,
                  search: { step: 'sign-in', protocol: chosen },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          )
        }
      </Loaded>
      <GuideCard preset={preset} sections={['Signing in']} />
      <WizardFoot
        directoryId={directoryId}
        back={{}}
        next={{ step: 'domains' }}
        isLeft={query.data !== undefined && query.data.connection === null}
        later={
          <Rich
            text={query.data?.connection ? wizard.signInMore : wizard.signInLater}
            parts={{
              page: (
                <Link to={paths.directorySignIn} params={params}>
                  {words.tabs.directorySignIn}
                </Link>
              ),
            }}
          />
        }
      />
    </>
  )
}
