import { createHash, randomBytes } from 'node:crypto'
import { invalid, notFound } from '../model/errors.ts'
import { isResourceId, writeToken } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { insertToken, listTokens, revokeToken, type TokenRow } from '../storage/identity/tokens.ts'
import { newId } from '../storage/new-id.ts'

export interface IssuedToken {
  readonly tokenId: string
  /** Shown once; only its SHA-256 is kept. */
  readonly token: string
}

export interface NewToken {
  readonly label: string
  readonly expiresAt: Date | null
}

/** Makes a token in the caller's transaction: 256 random bits behind a prefix that names site and directory. */
export function issueToken(
  tx: Transaction,
  directoryId: number,
  { label, expiresAt }: NewToken,
  context: AuditContext,
): IssuedToken {
  const tokenId = newId()
  const secret = randomBytes(32).toString('base64url')
  const token = writeToken({ siteId: tx.siteId, directoryId }, secret)
  const secretHash = createHash('sha256').update(token).digest()
  tx.write(insertToken(tx.siteId, directoryId, { tokenId, secretHash, label, now: context.now, expiresAt }))
  audit(
    tx,
    { ...context, directoryId },
    {
      action: 'token.created',
      subjectKind: 'token',
      subject: tokenId,
      details: { label, expiresAt: expiresAt?.toISOString() ?? null },
    },
  )
  return { tokenId, token }
}

/** Several tokens may live at once, so that a rotation has no gap. */
export async function createToken(
  database: Database,
  siteId: number,
  directoryId: number,
  wanted: NewToken,
  context: AuditContext,
): Promise<IssuedToken> {
  const label = requireName('label', wanted.label)
  if (wanted.expiresAt !== null && wanted.expiresAt <= context.now) {
    throw invalid('expires', 'must be a time in the future.')
  }
  return database.inSite(siteId, async (tx) => issueToken(tx, directoryId, { ...wanted, label }, context))
}

export async function tokensOf(database: Database, siteId: number, directoryId: number): Promise<TokenRow[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [listTokens(siteId, directoryId)])
  return rows as TokenRow[]
}

/** A revoked token is refused by every process within half a second. Revoking twice changes nothing. */
export async function revoke(
  database: Database,
  siteId: number,
  directoryId: number,
  tokenId: string,
  context: AuditContext,
): Promise<void> {
  if (!isResourceId(tokenId)) throw invalid('token', 'must be the id of a token, as token list shows it.')
  await database.inDirectory(siteId, directoryId, async (tx) => {
    const tokens = await tx.read<TokenRow>(listTokens(siteId, directoryId))
    const token = tokens.find((one) => one.tokenId === tokenId)
    if (!token) throw notFound(`The token ${tokenId}`, 'token')
    if (token.revokedAt !== null) return
    tx.write(revokeToken(siteId, directoryId, tokenId, context.now))
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'token.revoked',
        subjectKind: 'token',
        subject: tokenId,
        details: {
          label: token.label,
          state: { before: tokenState(token, context.now), after: 'revoked' },
          expiresAt: token.expiresAt?.toISOString() ?? null,
        },
      },
    )
  })
}

export function tokenState({ revokedAt, expiresAt }: TokenRow, now: Date): 'live' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'live'
}
