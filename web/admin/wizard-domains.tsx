import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Rich } from '../ui/rich.tsx'
import c from './admin.module.css'
import { type Domain, DomainsOf } from './domains-of.tsx'
import { GuestsCard } from './guests-card.tsx'
import { useTexts as useStaffTexts } from './language.ts'
import { Signal } from './signals.tsx'
import { WizardFoot } from './wizard-foot.tsx'

type Directory = AnswerOf<'GET /api/directories/{directoryId}'>

/** A proof may be made at the set-up page of the company's own IT meanwhile. */
const askAgainMs = 5_000

/** The wizard's step about the addresses that the directory speaks for: the pieces of the page Domains. */
export function WizardDomains({ directory }: { directory: Directory }) {
  const { wizard } = useTexts()
  const { directory: words } = useStaffTexts()
  const { id: directoryId, audience, guestsSince } = directory
  const params = { directoryId }
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/domains', { params, query: {} }),
    refetchInterval: usePollingMs(askAgainMs),
  })
  const domains = query.data ?? []
  return (
    <>
      <p className="second">{wizard.domainsWhy}</p>
      {domains.length > 0 && <DomainSignals domains={domains} />}
      <DomainsOf directoryId={directoryId} />
      {audience === 'customers' && <GuestsCard directory={directory} />}
      <WizardFoot
        directoryId={directoryId}
        back={{ step: 'sign-in' }}
        isLeft={query.data !== undefined && domains.length === 0 && guestsSince === null}
        later={
          <Rich
            text={wizard.domainsLater}
            parts={{
              page: (
                <Link to={paths.domains} params={params}>
                  {words.tabs.domains}
                </Link>
              ),
            }}
          />
        }
      />
    </>
  )
}

function DomainSignals({ domains }: { domains: readonly Domain[] }) {
  const { wizard } = useTexts()
  return (
    <section className={`card ${c.signals}`} aria-label={wizard.proofs}>
      <div role="status">
        {domains.map(({ domain, authority }) =>
          authority === null ? (
            <Signal key={domain} title={wizard.waitingForRecord(domain)}>
              <span className="second">{wizard.waitingForRecordNext}</span>
            </Signal>
          ) : (
            <Signal key={domain} isDone title={wizard.speaksFor[authority](domain)} />
          ),
        )}
      </div>
    </section>
  )
}
