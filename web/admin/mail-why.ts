import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'

interface Reason {
  readonly reason: string | null
  readonly reasonValues: { readonly [name: string]: string }
}

/** Why a mail became what it did, in plain words: of the access policy, or of what came before it. */
export function useMailWhy(): (mail: Reason) => string {
  const words = useMailInTexts()
  const { access } = useTexts()
  return ({ reason, reasonValues }) => {
    if (reason === null) return ''
    const own: string | undefined = (words.reasons as { readonly [code: string]: string | undefined })[reason]
    if (own !== undefined) return own
    const rules: { readonly [code: string]: ((by: string) => string) | undefined } = access.reasons
    return rules[reason]?.(reasonValues.by ?? '') ?? reason
  }
}
