import { NativeSelect, useMantineColorScheme } from '@mantine/core'
import { type Language, offered } from '../language.tsx'
import { useMay, useMe } from '../me.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Page } from '../ui/page.tsx'
import { ChangePassword } from './change-password.tsx'
import { DeskNotices } from './desk-notices.tsx'
import { useLanguage, useTexts } from './language.ts'
import { OwnSessions } from './own-sessions.tsx'
import { SecondFactors } from './second-factors.tsx'

/** One's own account: how it looks, how one signs in, where one is signed in. */
export function AccountPage() {
  const { shell, account, roles, staff } = useTexts()
  const me = useMe()
  const may = useMay()
  return (
    <Page title={shell.account} part={shell.administration} sub={account.sub}>
      {me && (
        <Card title={me.staff.name}>
          <KeyValue
            rows={[
              [account.address, <Address key="address" value={me.staff.address} />],
              [staff.role, roles[me.staff.role]],
            ]}
          />
        </Card>
      )}
      <Appearance />
      {may('requests.change') && <DeskNotices />}
      <SecondFactors />
      <ChangePassword />
      <OwnSessions />
    </Page>
  )
}

function Appearance() {
  const { texts, language, setLanguage } = useLanguage()
  const { account } = texts
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card title={account.appearance}>
      <div className={layout.form}>
        <NativeSelect
          label={account.language}
          value={language}
          onChange={(event) => void setLanguage(event.currentTarget.value as Language)}
          data={offered().map((value) => ({ value, label: account.languages[value] }))}
        />
        <NativeSelect
          label={account.scheme}
          value={colorScheme}
          onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({
            value,
            label: account.schemes[value],
          }))}
        />
      </div>
    </Card>
  )
}
