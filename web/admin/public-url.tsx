import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { useTexts } from './language.ts'
import c from './settings.module.css'

/** Where the site is reached, and whether that can be. */
export function PublicUrl() {
  const { settings } = useTexts()
  const query = useQuery(read('GET /api/site/public-url'))
  return (
    <Card title={settings.publicUrl}>
      <Loaded query={query}>
        {({ url, isHttps, reach, directories, outboundAllow }) => (
          <>
            <KeyValue
              rows={[
                [settings.address, <code key="url">{url}</code>],
                [settings.encrypted, isHttps ? settings.https : settings.http],
                [settings.reached, settings.reaches[reach]],
                ...(outboundAllow
                  ? ([[settings.calls, <Calls key="calls" allowed={outboundAllow} />]] as const)
                  : []),
              ]}
            />
            {reach === 'this-machine' && (
              <Notice tone="warn" title={settings.notReachable(url)}>
                <Rich text={settings.setPublicUrl} parts={{ variable: <code>{'PUBLIC_URL'}</code> }} />
              </Notice>
            )}
            {reach !== 'this-machine' && (!isHttps || reach !== 'answers') && (
              <Notice tone="warn" title={settings.doubtful}>
                {isHttps ? settings.doubtfulWhy : settings.httpWhy}
              </Notice>
            )}
            {directories.length > 0 && (
              <div className="stack">
                <p className="second">{settings.tellProviders}</p>
                <ul className={c.providers}>
                  {directories.map(({ id, name, scimBaseUrl }) => (
                    <li key={id}>
                      <Link to={paths.provisioning} params={{ directoryId: id }}>
                        {name}
                      </Link>
                      <code>{scimBaseUrl}</code>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** What is called on behalf of directories: providers' metadata and keys. */
function Calls({ allowed }: { allowed: readonly string[] }) {
  const { settings } = useTexts()
  if (allowed.length === 0) return settings.callsPublic
  return (
    <>
      {settings.callsAlso} <code>{allowed.join(', ')}</code>
    </>
  )
}
