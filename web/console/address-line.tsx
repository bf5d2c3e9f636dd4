import { Address } from '../ui/address.tsx'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'

interface Props {
  readonly requester: Pick<WholeRequest['requester'], 'emailAddress' | 'addressStanding'>
  /** The directory that claims it. */
  readonly by?: string | undefined
}

/** The address of whom a request is, always whole, with what stands behind it. */
export function AddressLine({ requester: { emailAddress, addressStanding }, by }: Props) {
  const { panel } = useConsoleTexts()
  if (emailAddress === '') return <span className="quiet">{panel.noAddress}</span>
  return (
    <Address
      value={emailAddress}
      {...(addressStanding === 'none' ? {} : { standing: addressStanding })}
      {...(by === undefined ? {} : { by })}
    />
  )
}
