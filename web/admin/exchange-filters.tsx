import { NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { Download } from '../ui/download.tsx'
import { SearchField } from '../ui/search-field.tsx'
import c from './admin.module.css'
import { type ExchangeSearch, operations, outcomes } from './exchange-filter.ts'
import { useTexts } from './language.ts'

/** Narrows a list of exchanges down; what is chosen stands in the address. */
export function ExchangeFilters({ directoryId }: { directoryId: string }) {
  const { exchanges, directory } = useTexts()
  const { q, outcome, operation } = useSearch({ from: paths.directory })
  const navigate = useNavigate()
  // Another choice closes what was opened: it may not be among the rest.
  const choose = (change: { readonly [Name in keyof ExchangeSearch]: string }) => {
    const all = { q, outcome, operation, ...change }
    const search = Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as ExchangeSearch
    void navigate({ to: paths.directory, params: { directoryId }, search, replace: true })
  }
  return (
    <search className={c.exchangeFilters}>
      <SearchField
        label={exchanges.search}
        hint={exchanges.searchHint}
        value={q}
        onSearch={(text) => choose({ q: text.trim() })}
      />
      <NativeSelect
        size="xs"
        aria-label={exchanges.outcome}
        value={outcome ?? ''}
        onChange={(event) => choose({ outcome: event.currentTarget.value })}
        data={[
          { value: '', label: exchanges.outcomes.any },
          ...outcomes.map((value) => ({ value, label: exchanges.outcomes[value] })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={exchanges.operation}
        value={operation ?? ''}
        onChange={(event) => choose({ operation: event.currentTarget.value })}
        data={[
          { value: '', label: exchanges.operations.any },
          ...operations.map((value) => ({ value, label: exchanges.operations[value] })),
        ]}
      />
      <Download
        file={`directories/${directoryId}/exchanges`}
        what={directory.tabs.directory}
        filters={{ query: q, outcome, operation }}
      />
    </search>
  )
}
