import { z } from 'zod'
import { type Contract, moment, name, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import {
  importFormats,
  importKinds,
  importNotes,
  importStates,
  importVerdicts,
} from '../../model/identity/import.ts'

const params = z.strictObject({ importId: resourceId })
const count = z.number().int()

const importRecord = z
  .strictObject({
    id: resourceId,
    kind: z.enum(importKinds),
    /** Checked: it waits for somebody to have it applied. */
    state: z.enum(importStates),
    fileName: z.string(),
    /** Whose headings the file has. */
    format: z.enum(importFormats),
    proven: z.boolean(),
    /** Its headings, and what is taken from each column; null: nothing. */
    columns: z.array(z.strictObject({ heading: z.string(), meaning: z.string().nullable() })),
    createdAt: moment,
    /** The last step of checking or applying. */
    seenAt: moment,
    endedAt: moment.nullable(),
    rows: count,
    checked: count,
    counts: z.strictObject({ create: count, change: count, same: count, refused: count, skipped: count }),
    /** Of those that create or change something, how many have. */
    applied: count,
  })
  .meta({ id: 'Import' })

const importRow = z
  .strictObject({
    /** As a spreadsheet counts, headings included. */
    number: count,
    name: z.string().nullable(),
    address: z.string().nullable(),
    organizations: z.array(z.string()),
    verdict: z.enum(importVerdicts),
    /** Stable, for a program or a translation; `by` is what it speaks of, and `says` a sentence in English. */
    reason: z.string().nullable(),
    by: z.string().nullable(),
    says: z.string().nullable(),
    /** What of the row is left out all the same. */
    notes: z.array(z.strictObject({ note: z.enum(importNotes), says: z.string() })),
    /** The customer or organization that it is about, or has made. */
    subjectId: resourceId.nullable(),
    applied: z.boolean(),
  })
  .meta({ id: 'ImportRow' })

const textMax = 24 * 1024 * 1024

/** Customers and organizations in a file: checked row by row, then applied when somebody says so. */
export const importRoutes = {
  createImport: {
    method: 'POST',
    path: '/api/imports',
    tag: 'Import',
    summary: 'Bring a file of customers or organizations, which is checked and not applied',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    creates: true,
    bodyMax: textMax,
    body: z.strictObject({
      kind: z.enum(importKinds).default('customers'),
      fileName: name.default('import.csv'),
      text: z.string().min(1).meta({
        description:
          'Comma-separated values with headings in the first row: ours as /api/exports/customers writes them, or those of Zendesk or Jira Service Management. Semicolons and tabs separate as well.',
      }),
      proven: z.boolean().default(false).meta({
        description:
          "The importer's word, audited, that these mailboxes are these people's: then their addresses are held.",
      }),
    }),
    answer: importRecord,
  },
  listImports: {
    method: 'GET',
    path: '/api/imports',
    tag: 'Import',
    summary: 'List imports of the last seven days, the newest first',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    query: pageQuery,
    answer: pageOf(importRecord),
  },
  getImport: {
    method: 'GET',
    path: '/api/imports/{importId}',
    tag: 'Import',
    summary: 'Read an import: how far it is, and how many rows have which verdict',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    answer: importRecord,
  },
  listImportRows: {
    method: 'GET',
    path: '/api/imports/{importId}/rows',
    tag: 'Import',
    summary: 'List the rows of an import that have one verdict, each with its reason',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    query: pageQuery.extend({ verdict: z.enum(importVerdicts).default('refused') }),
    answer: pageOf(importRow),
  },
  applyImport: {
    method: 'POST',
    path: '/api/imports/{importId}/apply',
    tag: 'Import',
    summary: 'Apply a checked import in the background; each row is judged once more, and applied once',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    params,
    answer: importRecord,
  },
  cancelImport: {
    method: 'POST',
    path: '/api/imports/{importId}/cancel',
    tag: 'Import',
    summary: 'End an import: what was applied stays, the other rows are forgotten',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    answer: importRecord,
  },
} as const satisfies Contract
