/** Secrets that were answered once, for as long as this page load lives; they are written nowhere. */
const tokens = new Map<string, string>()

export function keepToken(directoryId: string, token: string): void {
  tokens.set(directoryId, token)
}

export function keptToken(directoryId: string): string | undefined {
  return tokens.get(directoryId)
}
