import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import c from './choose-company.module.css'
import { useTexts } from './door-texts.ts'

interface Props {
  readonly companies: readonly { readonly name: string; readonly path: string }[]
  readonly onAddress: () => void
}

/** A few need no search. */
const fewMax = 8

/** For people without a mailbox of their own: their company's door by its name. */
export function ChooseCompany({ companies, onAddress }: Props) {
  const { portal } = useTexts()
  const [typed, setTyped] = useState('')
  const found = companies.filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
  return (
    <GuestShell title={portal.companyTitle} lead={portal.companyLead}>
      {companies.length > fewMax && (
        <TextInput
          size="md"
          type="search"
          label={portal.companySearch}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {found.length === 0 && <p role="status">{portal.noCompany}</p>}
      <ul className={c.companies}>
        {found.map(({ name, path }) => (
          <li key={path}>
            <a href={path}>
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <p className="quiet">
        <button type="button" className="link" onClick={onAddress}>
          {portal.toAddress}
        </button>
      </p>
    </GuestShell>
  )
}
