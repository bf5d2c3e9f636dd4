// What the demonstration knows beside what the server keeps: who its companies are, and the keys of their providers.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demonstrationFile } from '../../src/demonstration.ts'
import { conflict } from '../../src/model/errors.ts'
import type { CompanyId } from '../contract.ts'
import type { CompanyState } from '../simulator/company.ts'
import type { OidcIdpState } from '../simulator/oidc-idp.ts'
import type { SamlIdpState } from '../simulator/saml-idp.ts'

/** A company as it is kept. */
export interface KeptCompany {
  /** Port and keys of its identity provider: at other ones it would be another. */
  readonly provider?: SamlIdpState | OidcIdpState
  readonly directory?: { readonly directoryId: string; readonly scimPath: string; readonly token: string }
  /** People and groups, and what of them the server was told. */
  readonly provisioned?: CompanyState
  /** Of a company without a provider. */
  readonly roster?: Roster
  /** Addresses of before, the newest first, by the key of the person. */
  readonly former?: { readonly [key: string]: readonly string[] }
}

/** Who is in the file of a company without an identity provider. */
export type Roster = readonly {
  readonly key: string
  readonly name: string
  readonly address: string
  readonly department: string
}[]

export interface DemonstrationState {
  readonly format: 1
  /** The site that is its own; null before there is one. */
  readonly siteId: number | null
  /** Everything that the first start makes is there. */
  readonly isWhole: boolean
  readonly ownerId: string | null
  readonly mailPort: number
  readonly companies: { readonly [Id in CompanyId]?: KeptCompany }
  /** TXT records that prove domains, by name. */
  readonly proofs: { readonly [name: string]: string }
  /** How many people each company has hired since: each gets another name. */
  readonly hired: { readonly [Id in CompanyId]?: number }
}

/**
 * The demonstration in a data directory; undefined: there is none.
 * @throws DoorwardError 'conflict' when it is of another version, or nobody's
 */
export function readState(dataDir: string): DemonstrationState | undefined {
  let text: string
  try {
    text = readFileSync(join(dataDir, demonstrationFile), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const state = parsed(text)
  if (state?.format === 1) return state
  throw conflict(
    `DATA_DIR: ${join(dataDir, demonstrationFile)} says nothing of a demonstration that this version knows. Remove ${dataDir}, or name another DATA_DIR: then it is made anew.`,
    'DATA_DIR',
  )
}

function parsed(text: string): DemonstrationState | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whole or not at all: it holds keys and tokens, and is read at the next start. */
export function writeState(dataDir: string, state: DemonstrationState): void {
  const file = join(dataDir, demonstrationFile)
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
