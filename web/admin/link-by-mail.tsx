import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Ref } from 'react'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

/** Chosen where mails leave the server; where they are kept, nobody would get the link. */
export function LinkByMail({ box }: { box?: Ref<HTMLInputElement> }) {
  const { staff } = useTexts()
  const { data } = useQuery(read('GET /api/mail-sending'))
  const isSent = data !== undefined && data.server !== null
  return (
    <Checkbox
      // What is chosen at first is known with the answer.
      key={String(isSent)}
      name="byMail"
      {...(box ? { ref: box } : {})}
      defaultChecked={isSent}
      disabled={!isSent}
      label={staff.byMail}
      description={
        data?.server === null ? (
          <>
            {staff.noMail} <Link to={paths.mail}>{staff.noMailNext}</Link>
          </>
        ) : (
          staff.byMailHint
        )
      }
    />
  )
}

/** Where the link goes, and where one sees what becomes of its mail. */
export function LinkMailed({ address, mailId }: { address: string; mailId: string }) {
  const { staff } = useTexts()
  return (
    <Notice
      tone="ok"
      title={staff.mailed(address)}
      action={
        <Link to={paths.mail} search={{ mail: mailId }}>
          {staff.mailedNext}
        </Link>
      }
    >
      {staff.mailedHint}
    </Notice>
  )
}
