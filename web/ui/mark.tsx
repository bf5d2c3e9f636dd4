import { useBrand } from '../brand.ts'
import { useTexts } from '../language.tsx'
import c from './pieces.module.css'

/** A door left ajar, and its keyhole: the only drawing the product has. */
function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <rect
        x="2.75"
        y="2.75"
        width="18.5"
        height="18.5"
        rx="4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <path d="M7 21V5.5l8 2.6V21z" fill="currentColor" />
      <circle cx="12.4" cy="14.2" r="1.15" fill="var(--dw-surface)" />
    </svg>
  )
}

/** The same where there is no place for the name: it is said, and shown to who points at the sign. */
export function SiteSign() {
  const { product } = useTexts()
  const { name = product, logo } = useBrand()
  return (
    <span role="img" aria-label={name} title={name} className={c.sign}>
      {logo === undefined ? <Mark /> : <img src={logo} alt="" className={c.logo} />}
    </span>
  )
}

/** Whose pages these are: the site's own logo and name, where it has them. */
export function Wordmark() {
  const { product } = useTexts()
  const { name, logo } = useBrand()
  return (
    <span className={c.wordmark}>
      {logo === undefined ? <Mark /> : <img src={logo} alt="" className={c.logo} />}
      <bdi>{name ?? product}</bdi>
    </span>
  )
}
