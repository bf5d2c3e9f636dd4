// Walks through what no address alone leads to, and a look wherever they stop.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lightViews, looksWrong, mostViews } from '../fixtures/look.ts'
import { providerCertificate } from '../fixtures/provider-certificate.ts'
import { ScimClient } from '../fixtures/scim-client.ts'

/** What is walked with. */
export interface Walk {
  readonly page: Page
  readonly origin: string
  readonly site: { readonly name: string; readonly slug: string }
  /** What looked wrong so far, each as one line. */
  readonly found: string[]
}

export const open = ({ page, origin }: Walk, path: string) => page.goto(origin + path)
export const press = ({ page }: Walk, name: string) => page.getByRole('button', { name }).first().click()

/** Waits for a text, and for everything that is still to be loaded, and looks. */
export async function look({ page, found }: Walk, name: string, text: string | RegExp, views = mostViews) {
  // The look before this one ended on a phone, where the same word may stand in a menu that is closed.
  await page.getByText(text).filter({ visible: true }).first().waitFor()
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  found.push(...(await looksWrong(page, name, views)))
}

/** From a domain that nobody can have to one that is declared, and back; to a proof without its record; and guests. */
export async function throughDomains(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  const field = page.getByLabel('Domain', { exact: true })
  const dialog = page.getByRole('dialog')
  await open(walk, path)
  await field.fill('gmail.com')
  await press(walk, 'Prove by DNS')
  await field.and(page.locator('[aria-invalid=true]')).waitFor()
  await field.fill('walked.test')
  await press(walk, 'Declare instead')
  await look(walk, 'domain-declare', '0 addresses are held from then on.')
  await dialog.getByRole('button', { name: 'Declare' }).click()
  await page.getByRole('button', { name: 'Take back walked.test' }).click()
  await look(walk, 'domain-remove', '0 addresses are only claimed from then on.')
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('button', { name: 'Take back walked.test' }).waitFor({ state: 'detached' })
  await field.fill('walked.test')
  await press(walk, 'Prove by DNS')
  await page.getByRole('heading', { name: 'Proof of walked.test' }).waitFor()
  await press(walk, 'Look for the record')
  await look(walk, 'domain-prove', 'If resolvers agree that the record is there', lightViews)
  await dialog.getByRole('button', { name: 'Look for the record' }).click()
  await look(walk, 'domain-unclear', 'The resolvers do not answer')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await press(walk, 'Speak for guests')
  await look(walk, 'domain-guests', 'You vouch for what this identity provider says', lightViews)
  await dialog.getByRole('button', { name: 'Speak for guests' }).click()
  await page.getByText('This directory speaks for guests:').waitFor()
}

/**
 * Somebody who was known before the directory spoke for their domain is taken over, and given back.
 * @param send has the identity provider send somebody with this address
 */
export async function throughKnown(
  walk: Walk,
  path: string,
  send: (address: string) => unknown,
): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  await open(walk, '/admin/people')
  await press(walk, 'Add a customer')
  await dialog.getByLabel('First and last name').fill('Known Before')
  await dialog.getByLabel('E-mail address').fill('known@before.test')
  await dialog.getByLabel('I have checked that the mailbox is theirs').check()
  await dialog.getByRole('button', { name: 'Add a customer' }).click()
  await page.getByRole('heading', { name: 'Known Before', level: 1 }).waitFor()
  await send('known@before.test')
  await open(walk, path)
  await page.getByLabel('Domain', { exact: true }).fill('before.test')
  await press(walk, 'Declare instead')
  await dialog.getByRole('button', { name: 'Declare' }).click()
  await look(walk, 'known-before', 'Known here before')
  await press(walk, 'Take over 1 person')
  await look(walk, 'known-linked', '1 person is taken over.')
  await press(walk, 'Take it back')
  await page.getByText('1 person is two again.').waitFor()
}

/** A directory sends more people than it may have: whoever waits is listed, and comes in by one act. */
export async function throughHeld(
  walk: Walk,
  { settings, people }: { readonly settings: string; readonly people: string },
  send: (address: string) => unknown,
): Promise<void> {
  const { page } = walk
  await open(walk, settings)
  await page.getByLabel('People at most').fill('1')
  await press(walk, 'Save')
  await page.getByText('Saved. Calls follow').waitFor()
  await send('held.back@waiting.test')
  await open(walk, people)
  await look(walk, 'held-people', 'The directory has as many people as it may have')
  await press(walk, 'Keep out')
  await page.getByText('Kept out').waitFor()
  await press(walk, 'Ask again')
  await page.getByRole('button', { name: 'Keep out' }).waitFor()
  await press(walk, 'Raise the number')
  await look(walk, 'held-raise', '1 person who waits comes in.')
  await page.getByRole('dialog').getByRole('button', { name: 'Let 1 person in' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** A group has the name of an organization that is here: the case shows both, and is decided and taken back. */
export async function throughClash(walk: Walk, send: (group: string) => unknown): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  await open(walk, '/admin/organizations')
  await press(walk, 'Add an organization')
  await dialog.getByLabel('Name').fill('Clash company')
  await dialog.getByRole('button', { name: 'Add an organization' }).click()
  await page.getByRole('heading', { name: 'Clash company', level: 1 }).waitFor()
  await press(walk, 'Add a person')
  await dialog.getByLabel('Name or address').fill('bo smith')
  await dialog.getByRole('button', { name: 'Add Bo Smith' }).click()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await send('Clash company')
  await open(walk, '/admin/cases?kind=organization-name')
  await page
    .getByRole('row', { name: /Clash company/ })
    .getByRole('link')
    .first()
    .click()
  await page.getByText('Clash company (Globex) goes: nothing feeds it then.').first().waitFor()
  await look(walk, 'case-organizations', 'Is this the organization that is here already?')
  await page.getByLabel('They are one: the requests go over, too').check()
  await press(walk, 'Merge the two')
  await look(walk, 'case-merged', 'Merged, by')
  await press(walk, 'Take the decision back')
  await page.getByRole('button', { name: 'Keep apart' }).waitFor()
}

/**
 * A directory takes very many out of a group: its pages say that the brake is on, a case asks, and what is kept is let go.
 * @param empty has the identity provider fill a group and push it empty
 */
export async function throughBrake(walk: Walk, path: string, empty: () => unknown): Promise<void> {
  const { page } = walk
  await empty()
  await open(walk, path)
  await look(walk, 'brake-on', 'The brake is on')
  await page.getByRole('link', { name: 'Look and decide' }).click()
  await page.getByText('6 people who were taken out of groups are no longer members.').first().waitFor()
  await page.getByLabel('It is a mistake: keep the memberships').check()
  await look(walk, 'case-brake', 'Nobody who was deactivated can sign in by this.')
  await press(walk, 'Keep the memberships')
  await page.getByText('Memberships kept, by').first().waitFor()
  await open(walk, path)
  await look(walk, 'brake-kept', '6 removed members are kept', lightViews)
  await press(walk, 'Let go')
  await look(walk, 'brake-let-go', 'This is not taken back.', lightViews)
  await page.getByRole('dialog').getByRole('button', { name: 'Let go' }).click()
  await page.getByText('6 removed members are kept').waitFor({ state: 'detached' })
}

/** A company changes its domain: who moves is shown, moved and taken back. */
export async function throughMove(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  await open(walk, '/admin/people')
  await press(walk, 'Add a customer')
  await dialog.getByLabel('First and last name').fill('Moved Along')
  await dialog.getByLabel('E-mail address').fill('moved@hooli.test')
  await dialog.getByLabel('I have checked that the mailbox is theirs').check()
  await dialog.getByRole('button', { name: 'Add a customer' }).click()
  await page.getByRole('heading', { name: 'Moved Along', level: 1 }).waitFor()
  await open(walk, path)
  await press(walk, 'Move a domain')
  await dialog.getByLabel('Old domain').fill('hooli.test')
  await dialog.getByLabel('New domain').fill('gmail.com')
  await dialog.getByRole('button', { name: 'See who moves' }).click()
  await dialog.getByLabel('New domain').and(page.locator('[aria-invalid=true]')).waitFor()
  await dialog.getByLabel('New domain').fill('hooli.example')
  await dialog.getByRole('button', { name: 'See who moves' }).click()
  await look(walk, 'domain-move', '1 address moves. Held: 1.')
  await dialog.getByRole('button', { name: 'Move 1 address' }).click()
  await look(walk, 'domain-moved', 'It can be taken back until')
  await dialog.getByRole('button', { name: 'Take back hooli.test' }).click()
  await page.getByText('1 address was taken back.').waitFor()
}

/** From a preview, through those whom somebody decides about, to the directory that is live. */
export async function throughPreview(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  await open(walk, path)
  await page.getByRole('link', { name: 'held' }).click()
  await look(walk, 'preview-held', 'Wait for a decision')
  const button = page.getByRole('button', { name: 'Go live with 3 people' })
  if (await button.isEnabled()) throw new Error('nobody had to look at who is held')
  await page.getByLabel('I have seen who is held and who loses an address').check()
  await button.click()
  await look(walk, 'preview-live', '3 people and 1 group are brought up to date.')
}

/** Many people go live only for whoever types the directory's name. */
export async function throughManyLive(walk: Walk, path: string, name: string): Promise<void> {
  const { page } = walk
  await open(walk, path)
  await press(walk, 'Count now')
  const button = page.getByRole('button', { name: 'Go live with 101 people' })
  await button.waitFor()
  if (await button.isEnabled()) throw new Error('nobody typed the name')
  await look(walk, 'preview-many', `Type ${name} to let it go live`, lightViews)
  await page.getByLabel(`Type ${name} to let it go live`).fill(name)
  if (!(await button.isEnabled())) throw new Error('the name was typed')
}

/** From somebody who cannot be added to one who is, changed, and no longer active. */
export async function throughCustomers(walk: Walk): Promise<void> {
  const { page } = walk
  await open(walk, '/admin/people')
  await press(walk, 'Add a customer')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('First and last name').fill('Walked Through')
  await dialog.getByLabel('E-mail address').fill('ann.miller@globex.com')
  await dialog.getByRole('button', { name: 'Add a customer' }).click()
  await look(walk, 'customer-refused', 'Somebody else has this address already.')
  await dialog.getByLabel('E-mail address').fill('walked@nobody.test')
  await dialog.getByRole('button', { name: 'Add a customer' }).click()
  await page.getByRole('heading', { name: 'Walked Through', level: 1 }).waitFor()
  await press(walk, 'Change')
  await look(walk, 'customer-change', 'Change Walked Through')
  await dialog.getByLabel('I have checked that the mailbox is theirs').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Held').filter({ visible: true }).first().waitFor()
  await press(walk, 'Deactivate')
  await look(walk, 'customer-deactivate', 'Everything this person can do here ends at once.')
  await dialog.getByRole('button', { name: 'Deactivate' }).click()
  await page.getByRole('button', { name: 'Reactivate' }).waitFor()
}

/** From an organization that is made by hand, by people and a domain, to its end. */
export async function throughOrganizations(walk: Walk): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  await open(walk, '/admin/organizations')
  await press(walk, 'Add an organization')
  await dialog.getByLabel('Name').fill('Walked company')
  await look(walk, 'organization-add', 'For a company or team that no identity provider sends.')
  await dialog.getByRole('button', { name: 'Add an organization' }).click()
  await page.getByRole('heading', { name: 'Walked company', level: 1 }).waitFor()
  await press(walk, 'Add a person')
  await dialog.getByLabel('Name or address').fill('ann')
  await dialog.getByRole('button', { name: 'Add Ann Lee' }).click()
  await look(walk, 'organization-person', 'Added')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await press(walk, 'Add a domain')
  await dialog.getByLabel('Domain').fill('gmail.com')
  await dialog.getByRole('button', { name: 'See who joins' }).click()
  await look(walk, 'organization-domain-refused', 'belongs to everybody who has a mailbox there')
  await dialog.getByLabel('Domain').fill('walked.example')
  await dialog.getByRole('button', { name: 'See who joins' }).click()
  await look(walk, 'organization-domain', 'Nobody holds an address there yet.')
  await dialog.getByRole('button', { name: 'Add a domain' }).click()
  await page.getByRole('button', { name: 'Take back: walked.example' }).waitFor()
  await look(walk, 'organization-by-hand', 'Ann Lee')
  await press(walk, 'Change')
  await dialog.getByLabel('Who joins sees earlier requests').check()
  await look(walk, 'organization-earlier', 'Nobody who belongs to it now sees more by that.')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await press(walk, 'Delete')
  await dialog.getByLabel('Type Walked company to delete it').fill('Walked company')
  await look(walk, 'organization-delete', '1 person who is in it by hand leaves.')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Organizations', level: 1 }).waitFor()
}

/** Two customers become one on a page, and two again. */
export async function throughMerge(walk: Walk): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  for (const name of ['Twin Two', 'Twin One']) {
    await open(walk, '/admin/people')
    await press(walk, 'Add a customer')
    await dialog.getByLabel('First and last name').fill(name)
    await dialog.getByRole('button', { name: 'Add a customer' }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  }
  await press(walk, 'Merge with…')
  await dialog.getByLabel('Name or address').fill('twin')
  await look(walk, 'merge-choose', 'Twin Two')
  await dialog.getByRole('button', { name: 'Choose Twin Two' }).click()
  await look(
    walk,
    'merge-effect',
    'Twin Two becomes part of Twin One: one customer, called Twin One, who has everything of both.',
  )
  await dialog.getByRole('button', { name: 'Merge' }).click()
  await press(walk, 'Undo the merge of Twin Two')
  await look(walk, 'merge-undo', 'Twin Two is a customer of their own again.')
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await look(walk, 'merge-undone', 'Merged into this customer')
  await press(walk, 'Erase')
  await dialog.getByLabel('Type Twin One to erase').fill('Twin One')
  await look(walk, 'erase', 'Twin One is erased here')
  await dialog.getByRole('button', { name: 'Erase' }).click()
  await page.getByRole('heading', { name: 'Twin One', level: 1 }).waitFor({ state: 'detached' })
}

/** The requests of somebody who left go to a colleague, and back. */
export async function throughHandOver(walk: Walk): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  for (const name of ['Heir One', 'Leaver One']) {
    await open(walk, '/admin/people')
    await press(walk, 'Add a customer')
    await dialog.getByLabel('First and last name').fill(name)
    await dialog.getByRole('button', { name: 'Add a customer' }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  }
  const customerId = page.url().split('/').at(-1) ?? ''
  const data = { customerId, summary: 'It does not start' }
  await page.request.post(`${walk.origin}/api/requests`, { headers: { origin: walk.origin }, data })
  await press(walk, 'Deactivate')
  await dialog.getByRole('button', { name: 'Deactivate' }).click()
  await press(walk, 'Hand over requests…')
  await dialog.getByLabel('Name or address').fill('heir')
  await look(walk, 'hand-over-choose', 'Heir One')
  await dialog.getByRole('button', { name: 'Choose Heir One' }).click()
  await look(walk, 'hand-over-effect', 'They share no organization.')
  await dialog.getByLabel('The private ones too').check()
  await dialog.getByLabel('They are colleagues all the same').check()
  await dialog.getByRole('button', { name: 'Hand over' }).click()
  await press(walk, 'Take back from Heir One')
  await look(walk, 'hand-over-undo', 'What the colleague still has of them')
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await look(walk, 'hand-over-undone', 'Requests handed over')
}

/** All cases of a kind are decided at once, and taken back. */
export async function throughCasesAtOnce(walk: Walk): Promise<void> {
  const { page } = walk
  await open(walk, '/admin/cases?kind=address-held')
  await page.getByLabel('Decision for all of them').selectOption('keep-apart')
  await look(walk, 'cases-at-once', 'What it does:')
  await page.getByRole('button', { name: /^Decide \d+ case/ }).click()
  await look(walk, 'cases-decided', /cases? (is|are) decided\./)
  await press(walk, 'Take it all back')
  await page.getByText(/decisions? (is|are) taken back\./).waitFor()
}

/** Who would move to another directory, and whom a disconnection would concern; neither is done. */
export async function throughParting(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  await open(walk, path)
  const successor = page.getByLabel('Which one takes over')
  await page.getByRole('option', { name: 'Initech' }).waitFor({ state: 'attached' })
  await successor.selectOption('Initech')
  await look(walk, 'succession-preview', 'Stays: nobody there is like them')
  await press(walk, 'Disconnect')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Release them').check()
  await look(walk, 'disconnect', 'They stay in their organizations, by hand')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
}

/**
 * Who would have another address by another attribute; it is not saved. And what is shown of whom the directory says more.
 * @param send has the directory send somebody with these e-mails
 */
export async function throughAddresses(
  walk: Walk,
  path: string,
  send: (userName: string, ...emails: string[]) => Promise<unknown>,
): Promise<void> {
  const { page } = walk
  await send('walked.far@globex.com', 'walked.near@globex.com', 'walked@home.example')
  await send('walked', 'walked.plain@globex.com')
  await open(walk, path)
  await page.getByLabel(/^People’s address/).selectOption('The userName only')
  await look(walk, 'address-preview', '1 keeps an address that nobody confirms any more.')
  await open(walk, '/admin/people?query=walked.near%40globex.com')
  await page.getByRole('link', { name: 'Walked' }).first().click()
  await look(walk, 'person-emails', 'walked@home.example')
}

/** From a rule that is typed, with what it would do, to a rule that contradicts it, and to one that is saved. */
export async function throughMapping(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  await open(walk, path)
  await press(walk, 'Add a rule')
  const first = page.getByRole('listitem', { name: 'Rule 1' })
  await first.getByLabel('How').selectOption('prefix')
  await first.getByLabel('Text').fill('globex')
  await first.getByLabel('Organization', { exact: true }).fill('Money people')
  await look(walk, 'mapping-preview', '1 group finds another place.')
  await press(walk, 'Add a rule')
  const second = page.getByRole('listitem', { name: 'Rule 2' })
  await second.getByLabel('Text').fill('Globex Finance')
  await second.getByLabel('Belongs to').selectOption('nothing')
  await look(walk, 'mapping-contradiction', 'Something is in the way')
  await page.getByRole('button', { name: 'Remove rule 2' }).click()
  await press(walk, 'Save and apply')
  await look(walk, 'mapping-saved', 'Saved. Groups follow now.')
}

/** From a table that is none to one that is being checked, and what asks before it is cancelled. */
export async function throughImport(walk: Walk): Promise<void> {
  const { page } = walk
  await open(walk, '/admin/people/import')
  await page.getByText('Paste a table instead').click()
  const pasted = page.getByLabel('Rows with their headings')
  await pasted.fill('Vorname\tMail\nAnn\tann')
  await press(walk, 'Check the file')
  await look(walk, 'import-refused', 'This cannot be checked yet')
  await pasted.fill('name\temail\nAnn\tann@walked.test\nNo\tnobody')
  await press(walk, 'Check the file')
  await look(walk, 'import-checking', 'Checking each row')
  await press(walk, 'Cancel the import')
  await look(walk, 'import-cancel', 'Its rows are forgotten.')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the import' }).click()
  await page.getByText('This import was cancelled').waitFor()
}

/** From the first question to the first person. */
export async function throughWizard(walk: Walk): Promise<void> {
  const { page } = walk
  await open(walk, '/admin/directories/new')
  await look(walk, 'wizard-audience', 'Your customers')
  await press(walk, 'Next')
  await page.locator('label', { hasText: 'Okta' }).click()
  await press(walk, 'Next')
  await press(walk, 'Make the directory')
  await look(walk, 'wizard-name-refused', 'Fill this in.')
  await page.getByLabel('Name of the directory').fill('Umbrella')
  await press(walk, 'Make the directory')
  await look(walk, 'wizard-waiting', 'Waiting for the first call…')
  await page.getByText('Step by step').click()
  await look(walk, 'wizard-guide', 'Test Connector Configuration')
  const pasted = async (label: string) =>
    (await page.getByRole('status', { name: label, exact: true }).textContent()) ?? ''
  const { pathname } = new URL(await pasted('SCIM connector base URL'))
  const scim = new ScimClient(walk.origin + pathname, await pasted('Authorization (HTTP Header)'))
  await scim.createUser('albert@umbrella.test', { displayName: 'Albert' })
  await look(walk, 'wizard-received', 'One active person received')
}

/** The wizard's steps after provisioning: each can be left and come back to. */
export async function throughWizardSteps(walk: Walk, path: string): Promise<void> {
  const { page } = walk
  await open(walk, path)
  await page.getByRole('link', { name: 'Next: how they sign in' }).click()
  const steps = page.getByRole('navigation', { name: 'Steps' })
  await look(walk, 'wizard-sign-in', 'How does the provider speak?')
  await page.getByText('Entra ID, Okta, Google Workspace').click()
  await press(walk, 'Enter it by hand')
  await page.getByLabel('Entity ID of the provider').fill('https://idp.umbrella.test/')
  await page.getByLabel('Sign-in address (SSO URL)').fill('https://idp.umbrella.test/sso')
  await page.getByLabel('Certificate', { exact: true }).fill(await providerCertificate({ kind: 'rsa' }))
  // Whoever leaves comes back to the step, and to what was chosen.
  await page.getByRole('link', { name: 'Later' }).waitFor()
  await press(walk, 'Connect')
  await page.getByRole('heading', { name: 'Who signs in by it' }).waitFor()
  await page.getByRole('radio', { name: 'Test' }).check()
  await press(walk, 'Change')
  await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
  await page.getByRole('link', { name: 'Test sign-in' }).waitFor()
  await page.reload()
  await look(walk, 'wizard-connected', 'Certificates of the provider')
  await page.getByRole('link', { name: 'Next', exact: true }).click()
  await page.getByLabel('Domain', { exact: true }).fill('umbrella.test')
  await press(walk, 'Prove by DNS')
  await look(walk, 'wizard-domains', 'Waiting for the record of umbrella.test')
  await page.getByLabel('Domain', { exact: true }).fill('umbrella.test')
  await press(walk, 'Declare instead')
  await page.getByRole('dialog').getByRole('button', { name: 'Declare' }).click()
  await page.getByText('umbrella.test is declared').waitFor()
  for (let n = 0; n < 2; n++) await page.getByRole('link', { name: 'Back' }).click()
  await page.getByText('Waiting for the first call…').waitFor()
  // What is done is what has happened: nobody has called yet.
  expect(await steps.locator('[data-done=true]').count()).toBe(5)
}

/** A directory of one's own employees, from the wizard to a group that makes agents, and to the number of seats. */
export async function throughEmployees(walk: Walk): Promise<void> {
  const { page } = walk
  const dialog = page.getByRole('dialog')
  await open(walk, '/admin/directories/new')
  await page.getByRole('radio', { name: 'Your own employees' }).check()
  await press(walk, 'Next')
  await page.locator('label', { hasText: 'Okta' }).click()
  await press(walk, 'Next')
  await page.getByLabel('Name of the directory').fill('Employees')
  await look(walk, 'wizard-employees', 'Begin with a rehearsal', lightViews)
  await press(walk, 'Make the directory')
  await page.getByText('Waiting for the first call…').filter({ visible: true }).first().waitFor()
  const pasted = async (label: string) =>
    (await page.getByRole('status', { name: label, exact: true }).textContent()) ?? ''
  const { pathname } = new URL(await pasted('SCIM connector base URL'))
  const scim = new ScimClient(walk.origin + pathname, await pasted('Authorization (HTTP Header)'))
  const { json } = await scim.createUser('berta@employees.test', { displayName: 'Berta' })
  await scim.createGroup('Service desk', [json.id], { externalId: 'desk-id' })
  await page.getByRole('link', { name: 'To the directory' }).click()
  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Employees' }).getByRole('link', { name }).click()
  await tab('Settings')
  await page.getByLabel('Id of the group').fill('desk-id')
  await press(walk, 'Add this rule')
  await look(walk, 'role-rules-asked', '1 person gets another role')
  await dialog.getByRole('button', { name: 'Change the rules' }).click()
  await look(walk, 'role-rules', 'Service desk')
  await tab('Groups')
  await look(walk, 'directory-staff-groups', 'desk-id', lightViews)
  await tab('People')
  await look(walk, 'directory-staff', 'berta@employees.test')
  await open(walk, '/admin/staff')
  await look(walk, 'staff-managed', 'Berta', lightViews)
  await open(walk, '/admin/subscription')
  await press(walk, 'Change the number of seats')
  await dialog.getByLabel('Seats at most').fill('50')
  await look(walk, 'seats', 'So many people may have a seat')
  await dialog.getByRole('button', { name: 'Change the number of seats' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Dialogs that ask before something is lost, and what stands for every page once the site is being deleted. */
export async function throughLosses(walk: Walk): Promise<void> {
  const { page, site } = walk
  await open(walk, '/admin/staff')
  await press(walk, 'Disable The agent')
  await look(walk, 'dialog-disable', 'What ends at once')
  await open(walk, '/admin/settings')
  await press(walk, 'Delete the site')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(`Type ${site.slug} to confirm`).fill('another')
  await dialog.getByRole('button', { name: 'Delete the site' }).click()
  await look(walk, 'dialog-delete-refused', `That is not ${site.slug}.`)
  await dialog.getByRole('textbox').fill(site.slug)
  await dialog.getByRole('button', { name: 'Delete the site' }).click()
  await look(walk, 'site-leaving', `${site.name} is being deleted`)
  await press(walk, 'Restore the site')
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
}

/** In a browser that speaks German: its words are longer. */
export async function inGerman(walk: Walk, domains: string): Promise<void> {
  for (const [name, path, text] of [
    ['overview', '/admin', 'Übersicht'],
    ['settings', '/admin/settings', 'Zeitzone'],
    ['domains', domains, 'Nachweis von globex.net'],
    ['sign-in', domains.replace('/domains', '/sign-in'), 'Zertifikate des Anbieters'],
    ['portals', '/admin/portals', 'Alle, die angemeldet sind'],
    ['account', '/admin/account', 'Abmelden'],
    ['wizard', '/admin/directories/new?step=name&provider=entra', 'Mit einer Probe beginnen'],
  ] as const) {
    await open(walk, path)
    await look(walk, `german-${name}`, text, lightViews)
  }
}

/** With the few colours that a system forces upon every page. */
export async function inForcedColours(walk: Walk): Promise<void> {
  await walk.page.emulateMedia({ forcedColors: 'active' })
  await open(walk, '/admin')
  await look(walk, 'forced-overview', 'Overview')
  await open(walk, '/admin/settings')
  await look(walk, 'forced-settings', 'Time zone')
}
