import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { JWK } from 'jose'
import { invalid } from '../model/errors.ts'
import { coveredBy, isCovered, verifyReceipt } from '../requests/receipt.ts'
import {
  messageToProve,
  type ProvenMessage,
  type ReceiptKeyRow,
  receiptKeys,
} from '../storage/desk/proofs.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { moment, plain } from './table.ts'

const said = {
  yes: 'wrote it',
  no: 'did not write it',
  warn: 'did not write it, and that somebody writes in their name',
} as const

/** `receipt verify` */
export function receiptCommands(program: Command): void {
  const receipt = program
    .command('receipt')
    .description('What people answered who were asked whether a message is theirs')

  receipt
    .command('verify')
    .description("Check a receipt: the site's signature, and that the message is still what was answered for")
    .argument('<file>', 'the receipt, as the request shows it; - reads standard input')
    .option(...siteOption)
    .option(
      '--keys <file>',
      'check with these public keys (/api/receipt-keys of the site) and without the message',
    )
    .action(async (file: string, options: { site?: string; keys?: string }, command: Command) => {
      const text = readFileSync(file === '-' ? 0 : file, 'utf8')
      await runCommand(command, async ({ database, site: siteOf }) => {
        if (options.keys !== undefined) return shown(await verifyReceipt(text, keysIn(options.keys)), null)
        const site = await siteOf(options.site)
        const [rows = []] = await database.readInSite(site.id, [receiptKeys(site.id)])
        const keys = (rows as ReceiptKeyRow[]).map(({ publicKey }) => JSON.parse(publicKey) as JWK)
        const found = await verifyReceipt(text, keys)
        const { id, comment } = found.request
        const [messages = []] = await database.readInSite(site.id, [messageToProve(site.id, id, comment)])
        const [message] = messages as ProvenMessage[]
        return shown(found, message ? isCovered(message, found) : null)
      })
    })
}

function keysIn(file: string): readonly JWK[] {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof read === 'object' && read !== null && 'keys' in read && Array.isArray(read.keys)) {
    return read.keys as JWK[]
  }
  throw invalid('keys', 'must be a JSON Web Key Set, as /api/receipt-keys of the site answers.')
}

/** @param isSame whether the message is what was answered for; null: that was not looked at, or it is gone */
function shown(found: Awaited<ReturnType<typeof verifyReceipt>>, isSame: boolean | null) {
  const { person, request, directory, method, answer, answeredAt, site } = found
  const how = directory === null ? `by ${method}` : `through ${plain(directory)} (${method})`
  const content =
    isSame === null
      ? 'Whether the message is the same was not checked.'
      : isSame
        ? 'The message is what was answered for.'
        : 'THE MESSAGE IS NOT WHAT WAS ANSWERED FOR.'
  return {
    json: { valid: true, receipt: found, messageIsSame: isSame, covers: coveredBy(found) },
    text: [
      `The signature is right: ${plain(site)}, ${plain(request.key)}.`,
      `${plain(person.name)} <${plain(person.address)}>, signed in ${how}, said on ${moment(new Date(answeredAt))} that they ${said[answer]}.`,
      content,
      `The receipt covers ${coveredBy(found)}.`,
    ].join('\n'),
  }
}
