import {
  IconAt,
  IconClockPause,
  IconHandStop,
  IconHome,
  IconLogin2,
  IconPlugConnected,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useTexts } from '../language.tsx'
import c from './pieces.module.css'

const icons = {
  directory: IconPlugConnected,
  group: IconUsersGroup,
  home: IconHome,
  hand: IconHandStop,
  domain: IconAt,
  'sign-in': IconLogin2,
  kept: IconClockPause,
}

/** Where a fact comes from. Put it after every value that a person did not type here. */
export function SourceChip({ kind, name }: { kind: keyof typeof icons; name: string }) {
  const { sources } = useTexts()
  const Shape = icons[kind]
  return (
    <span className={c.chip} title={sources[kind]}>
      <Shape size={12} stroke={1.75} aria-hidden />
      <span className="sr">{`${sources[kind]}: `}</span>
      {name}
    </span>
  )
}
