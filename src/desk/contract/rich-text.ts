import { z } from 'zod'
import { lines } from '../../model/contract.ts'
import { commentMax } from '../../model/desk/request.ts'
import { columnAligns, linkRel, richTags } from '../../model/desk/rich-text.ts'

/** What somebody writes: Markdown, of which HTML and pictures are not read. */
export const markdown = lines.trim().min(1).max(commentMax)

const attributes = z.strictObject({
  href: z.string().optional(),
  rel: z.literal(linkRel).optional(),
  start: z.number().int().optional(),
  align: z.enum(columnAligns).optional(),
})

const richElement = z
  .strictObject({
    tag: z.enum(richTags),
    attrs: attributes.optional(),
    get children() {
      return z.array(z.union([z.string(), richElement]))
    },
  })
  .meta({ id: 'RichElement' })

/** What was written as a tree of texts and elements, for pages that take no HTML. */
export const richText = z.array(z.union([z.string(), richElement])).meta({ id: 'RichText' })
