// Through everything that an administrator does about a directory's sign-in.
import { lightViews } from '../fixtures/look.ts'
import { look, open, press, type Walk } from './page-walks.ts'

interface Given {
  readonly certificate: string
  readonly metadata: string
}

/** From one connection, by each of its dialogs, to none, and to another by metadata. */
export async function throughSignIn(walk: Walk, path: string, given: Given): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  const cancel = () => dialog.getByRole('button', { name: 'Cancel' }).click()
  await open(walk, path)
  await page.getByRole('radio', { name: 'Required' }).check()
  await press(walk, 'Change')
  await look(walk, 'sign-in-required', 'Type 0 to confirm')
  await cancel()
  await page.getByRole('radio', { name: 'Off' }).check()
  await press(walk, 'Change')
  await look(walk, 'sign-in-off', 'Whoever signed in by it is signed out.', lightViews)
  await cancel()
  await press(walk, 'Add a certificate')
  await dialog.getByLabel('Certificate').fill('no certificate')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await look(walk, 'sign-in-no-certificate', 'Must be a certificate')
  await dialog.getByLabel('Certificate').fill(given.certificate)
  await dialog.getByRole('button', { name: 'Add' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: /^Remove [0-9A-F]{2}:/ })
    .last()
    .click()
  await look(walk, 'sign-in-remove-certificate', 'Remove this certificate?', lightViews)
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await dialog.waitFor({ state: 'detached' })
  await press(walk, 'Look at the metadata again')
  await dialog.locator('input[type=file]').setInputFiles(fileOf(given.metadata))
  await look(walk, 'sign-in-metadata-again', 'Other than now')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await press(walk, 'Make a key')
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  await look(walk, 'sign-in-own-key', 'Download the certificate', lightViews)
  await page.getByLabel('Make people who are not here yet').check()
  await press(walk, 'Save')
  await page.getByText('Saved', { exact: true }).waitFor()
  await press(walk, 'Remove the connection')
  await look(walk, 'sign-in-disconnect', 'Nobody signs in by it any more', lightViews)
  await dialog.getByRole('button', { name: 'Remove the connection' }).click()
  await page.getByText('Its people sign in through their own company').waitFor()
  await page.getByText('OpenID Connect').click()
  await look(walk, 'sign-in-oidc', 'Back-channel logout URI')
  await page.getByText('Entra ID, Okta, Google Workspace').click()
  await press(walk, 'Enter it by hand')
  await look(walk, 'sign-in-by-hand', 'PEM or base64', lightViews)
  await press(walk, 'Take it from metadata')
  await page.locator('input[type=file]').setInputFiles(fileOf(given.metadata))
  await look(walk, 'sign-in-metadata', 'Compare the fingerprints')
  await press(walk, 'Connect')
  await page.getByRole('heading', { name: 'Who signs in by it' }).waitFor()
}

const fileOf = (text: string) => ({
  name: 'metadata.xml',
  mimeType: 'application/xml',
  buffer: Buffer.from(text),
})
