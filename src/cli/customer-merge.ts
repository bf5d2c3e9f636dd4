import type { Command } from 'commander'
import { findCustomer } from '../admin/customers.ts'
import { effectSentence } from '../model/identity/case-sentences.ts'
import { merge, previewMerge, previewUndo, undoMerge } from '../people/merge.ts'
import { runCommand } from './context.ts'
import { readId, siteOption } from './options.ts'
import { plain } from './table.ts'

const who = 'id or e-mail address of a customer'
interface Options {
  readonly site?: string
  readonly preview?: true
}

/** `customer merge|unmerge` */
export function customerMerges(customer: Command): void {
  addMerge(customer)
  addUnmerge(customer)
}

function addMerge(customer: Command): void {
  customer
    .command('merge')
    .description('Merge two customers who are one person; it can be undone for seven days')
    .argument('<survivor>', `who has everything afterwards: ${who}`)
    .argument('<merged>', `who becomes the survivor: ${who}`)
    .option(...siteOption)
    .option('--preview', 'only say what it would do, and who gains sight of what')
    .action(async (into: string, given: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const survivor = await findCustomer(database, site.id, 'survivor', into)
        const merged = await findCustomer(database, site.id, 'merged', given)
        const pair = { survivorId: survivor.id, mergedId: merged.id }
        const effects = await previewMerge(database, site.id, pair)
        const said = effects.map(effectSentence).map(plain)
        if (options.preview)
          return { json: { ...pair, effects }, text: ['It would do this:', ...said].join('\n  ') }
        const mergeId = await merge(database, site.id, pair, audit)
        const text = `Merged. ${said.join(' ')}\nUndo it within seven days: customer unmerge ${survivor.id} ${mergeId}`
        return { json: { ...pair, mergeId, effects }, text }
      })
    })
}

function addUnmerge(customer: Command): void {
  customer
    .command('unmerge')
    .description('Undo a merge: what arrived since stays with the survivor')
    .argument('<survivor>', who)
    .argument('<merge>', 'its id, as customer merge and the audit show it')
    .option(...siteOption)
    .option('--preview', 'only say what it would do, and what stays')
    .action(async (into: string, given: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const mergeId = readId('merge', given)
        const site = await siteOf(options.site)
        const survivor = await findCustomer(database, site.id, 'survivor', into)
        const which = { mergeId, survivorId: survivor.id }
        const effects = await previewUndo(database, site.id, which, audit.now)
        const said = effects.map(effectSentence).map(plain)
        if (options.preview)
          return { json: { ...which, effects }, text: ['It would do this:', ...said].join('\n  ') }
        await undoMerge(database, site.id, which, audit)
        return { json: { ...which, effects }, text: `Undone. ${said.join(' ')}` }
      })
    })
}
