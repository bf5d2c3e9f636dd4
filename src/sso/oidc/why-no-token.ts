import { ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'
import { quoted } from '../../model/access/id-token.ts'
import { whyUnread } from './provider.ts'

/** What a library's error is called. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}

const meanings: Readonly<Record<string, string>> = {
  invalid_client:
    'The provider does not take our client id with this secret or key: correct them in this connection.',
  unauthorized_client:
    'The provider does not let this client sign people in: allow it the authorization code there.',
  invalid_grant:
    'The provider did not take the code: it was used before, is too old, or the redirect URI there is another than ours.',
}

/**
 * Why there is no token to look at, as a check and its words.
 * @param hasToken whether one came that cannot be read
 */
export function whyNoToken(error: unknown, hasToken: boolean): [check: string, says: string] {
  if (hasToken) return ['token', 'What the provider gave as an ID token is none that can be read.']
  if (error instanceof ResponseBodyError) {
    const meaning = meanings[error.error] ?? 'The provider gave no token for the code.'
    const description = error.error_description ? `: ${quoted(error.error_description)}` : ''
    return ['code', `${meaning} It said ${quoted(error.error)}${description}.`]
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    return ['code', meanings.invalid_client ?? '']
  }
  const code = codeOf(error)
  if (
    code === 'OAUTH_INVALID_RESPONSE' ||
    code === 'OAUTH_RESPONSE_IS_NOT_JSON' ||
    code === 'OAUTH_PARSE_ERROR'
  ) {
    return ['code', 'The provider gave no ID token for the code: does the scope "openid" reach it?']
  }
  return ['code', whyUnread(error)]
}
