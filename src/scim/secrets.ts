/** What is kept of a call holds no secret. Too much removed is better than one kept. */

const removed = '[removed]'

/** Wherever a name stands that speaks of a secret. */
const secretName = /password|passwd|secret|token|authorization|credential|api[-_]?key/i
/** In free text, such as a filter, only what can hardly mean anything else. */
const secretWord = /password|passwd|secret|bearer/i
/** A directory token of ours (`model/ids.ts`), wherever somebody puts it. */
const ownToken = /dwd_[0-9a-z]{12}_[\w-]+/g

/** No secret of a body, in whatever place it or a PATCH lets one stand. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  // JSON packed into a text, as Entra packs roles (P8), may hold one as well.
  if (typeof value === 'string') return /^\s*[[{]/.test(value) && secretName.test(value) ? removed : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 20) return '[too deep to keep]'
  if (Array.isArray(value)) return value.map((element) => withoutSecrets(element, depth + 1))
  const entries = Object.entries(value)
  const targetsSecret = entries.some(
    ([key, target]) => key.toLowerCase() === 'path' && typeof target === 'string' && secretName.test(target),
  )
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const name = key.toLowerCase()
      // The path itself may hold one: `password[value eq "…"]`.
      const isSecret = secretName.test(key) || (targetsSecret && (name === 'value' || name === 'path'))
      return [key, isSecret ? removed : withoutSecrets(inner, depth + 1)]
    }),
  )
}

/** No secret of a query: neither `?access_token=…` nor a filter by password. */
export function withoutSecretQuery(path: string): string {
  const start = path.indexOf('?')
  if (start < 0) return path
  const pairs = path
    .slice(start + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      const value = equals < 0 ? '' : pair.slice(equals + 1)
      const isSecret = secretName.test(decodedLoosely(name)) || secretWord.test(decodedLoosely(value))
      if (!isSecret) return pair
      return equals < 0 ? removed : `${name}=${removed}`
    })
  return `${path.slice(0, start)}?${pairs.join('&')}`
}

export function withoutTokens(text: string): string {
  return text.includes('dwd_') ? text.replace(ownToken, removed) : text
}

/** `p%61ssword` names a password too, also beside an escape that is no UTF-8. */
function decodedLoosely(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}
