import type { AnswerOf } from '../api-client.ts'

export type PreviewCounts = NonNullable<
  AnswerOf<'GET /api/directories/{directoryId}/preview'>['preview']
>['counts']
export type PreviewClass = keyof PreviewCounts

const inOrder: { readonly [name in PreviewClass]: true } = {
  new: true,
  linked: true,
  held: true,
  joined: true,
  left: true,
  renamed: true,
  lost: true,
}

/** As they stand on the page: losses come last. */
export const previewClasses = Object.keys(inOrder) as PreviewClass[]
