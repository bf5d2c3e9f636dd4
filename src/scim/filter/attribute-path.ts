/** An attribute as a name finds it (RFC 7644 3.10). */
import { type Attribute, attributeOf, type Schema, subAttributeOf } from '../schema/schemas.ts'

export interface AttributePath {
  readonly schema: Schema
  readonly isExtension: boolean
  /** Absent when the name is the bare URN of an extension. */
  readonly attribute?: Attribute
  readonly sub?: Attribute
}

/** Finds `a` or `a.b` in one schema, in any case. */
export function attributeIn(schema: Schema, isExtension: boolean, name: string): AttributePath | undefined {
  const dot = name.indexOf('.')
  const attribute = attributeOf(schema, dot < 0 ? name : name.slice(0, dot))
  if (!attribute) return undefined
  if (dot < 0) return { schema, isExtension, attribute }
  const sub = subAttributeOf(attribute, name.slice(dot + 1))
  return sub && { schema, isExtension, attribute, sub }
}
