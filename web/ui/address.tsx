import { useTexts } from '../language.tsx'
import c from './pieces.module.css'

interface Props {
  readonly value: string
  readonly standing?: 'held' | 'claimed' | 'former'
  /** The directory that says so. */
  readonly by?: string
  readonly size?: 'inline' | 'sm' | 'md'
}

/**
 * For every address and domain, also inside sentences. Always whole, never cut, in a face where l, I, 1, O and 0 differ.
 * Breaks before the @ first.
 */
export function Address({ value, standing, by, size = 'md' }: Props) {
  const { address } = useTexts()
  const at = value.lastIndexOf('@')
  return (
    <span className={c.addressLine}>
      <span className={c.address} data-size={size} translate="no" dir="ltr">
        {at < 0 ? value : [value.slice(0, at), <wbr key="break" />, value.slice(at)]}
      </span>
      {standing && (
        <span className={c.standing} data-standing={standing}>
          {by ? address.by(address[standing], by) : address[standing]}
        </span>
      )}
    </span>
  )
}
