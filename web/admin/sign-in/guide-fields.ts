import type { GuideNode } from '../../guide-sections.ts'

/** How a guide names our values, each by what stands for it in the guides. */
const placeholders = {
  '<entity ID>': 'entityId',
  '<ACS URL>': 'acsUrl',
  '<redirect URI>': 'redirectUri',
  '<logout URI>': 'logoutUri',
} as const

/** One of our values that a provider's page asks for. */
type OurValue = (typeof placeholders)[keyof typeof placeholders]

/** The provider's own words, which are not translated. */
export interface SignInFields {
  /** From menu to menu. */
  readonly where: string | undefined
  /** In the order of the provider's page; one value may be wanted by several fields. */
  readonly fields: readonly { readonly label: string; readonly value: OurValue }[]
}

const textOf = (node: GuideNode): string =>
  typeof node === 'string' ? node : node.children.map(textOf).join('')

const elementsOf = (nodes: readonly GuideNode[], tag: string): Exclude<GuideNode, string>[] =>
  nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.tag === tag ? [node] : elementsOf(node.children, tag)
  })

/** The first table of a guide's section about signing in. */
export function signInFields(section: readonly GuideNode[]): SignInFields {
  const [table] = elementsOf(section, 'table')
  const rows = elementsOf(table?.children ?? [], 'tr')
    .map(({ children }) => elementsOf(children, 'td').map(textOf))
    .filter(({ length }) => length === 2)
  return {
    where: rows.find(([field]) => field === 'where')?.[1],
    // The whole cell: where more is said of a value, as that it is wanted as a pattern, copying it would be wrong.
    fields: rows.flatMap(([label = '', cell = '']) => {
      const value = placeholders[cell as keyof typeof placeholders]
      return value ? [{ label, value }] : []
    }),
  }
}
