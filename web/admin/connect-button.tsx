import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { useTexts } from './language.ts'

/** The way to a new directory, for those who may make one. */
export function ConnectButton() {
  const { directories } = useTexts()
  const may = useMay()
  if (!may('directories.change')) return null
  return (
    <Button
      renderRoot={(props) => <Link to={paths.connect} {...props} />}
      leftSection={<IconPlus size={15} aria-hidden />}
    >
      {directories.connect}
    </Button>
  )
}
