import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Language, offered, useLanguage } from '../language.tsx'
import { paths } from '../paths.ts'
import { OwnAccount } from '../portal/own-account.tsx'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useAsker } from './asker.ts'
import { ForAskers, HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { MailWishes } from './mail-wishes.tsx'
import { OwnKeys, StaffProofAsked } from './own-keys.tsx'

/** Who somebody is here: addresses, language, sessions, and the ways in of their own. */
export function AccountPage() {
  const { account } = useHelpTexts()
  return (
    <ForAskers title={account.title}>
      <Account />
    </ForAskers>
  )
}

function Account() {
  const { account } = useHelpTexts()
  const { kind } = useAsker()
  return (
    <HelpPage title={account.title} isNarrow>
      {kind === 'customer' ? <Customer /> : <OneOfTheStaff />}
      <OwnKeys />
      {kind === 'staff' && <StaffProofAsked />}
      <MailWishes />
      <OwnLanguage />
    </HelpPage>
  )
}

function Customer() {
  const query = useQuery(read('GET /api/portal/me'))
  return <Loaded query={query}>{(self) => <OwnAccount self={self} />}</Loaded>
}

/** The staff's own page has their ways in; here stands who asks. */
function OneOfTheStaff() {
  const { account } = useHelpTexts()
  const asker = useAsker()
  return (
    <Card title={account.staffTitle}>
      <KeyValue
        rows={[
          [account.name, <bdi key="name">{asker.name}</bdi>],
          [account.address, asker.emailAddress],
        ]}
      />
      <p>
        {account.staffLead} <Link to={paths.account}>{account.toStaff}</Link>
      </p>
    </Card>
  )
}

function OwnLanguage() {
  const { account } = useHelpTexts()
  const { language, setLanguage } = useLanguage()
  const languages = offered()
  if (languages.length < 2) return null
  return (
    <Card title={account.language}>
      <Select
        rightSectionProps={{ 'aria-hidden': true }}
        label={account.language}
        description={account.languageHint}
        data={languages.map((one) => ({ value: one, label: account.languages[one] }))}
        value={language}
        allowDeselect={false}
        onChange={(chosen) => void setLanguage((chosen ?? language) as Language)}
      />
    </Card>
  )
}
