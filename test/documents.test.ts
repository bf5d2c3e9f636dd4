import { expect, test } from 'vitest'
import { COMMON_ATTRIBUTES } from '../src/scim/schema/schema-common.ts'
import { type Attribute, GROUP, type ResourceType, type Schema, USER } from '../src/scim/schema/schemas.ts'

// `npx vitest run test/documents.test.ts -u` writes the page anew.
test('docs/scim-attributes.md says what the schema data say', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/scim-attributes.md')
})

function page(): string {
  return [
    '# SCIM attributes\n',
    'What a directory keeps of users and groups. Validation, filters, paths, selection and `/Schemas` follow the same data as this page. Names are',
    'the same in any case; attributes that are not here are ignored, and the exchange says so. A site may add fields of its own: see',
    '[Operating](operating.md).\n',
    ...table('Every resource', COMMON_ATTRIBUTES),
    ...[USER, GROUP].flatMap(typeTables),
  ].join('\n')
}

function typeTables({ endpoint, schema, extensions }: ResourceType): string[] {
  return [schema, ...extensions].flatMap((one: Schema) => [
    ...table(`${one.name}: \`${endpoint}\``, one.attributes, `\`${one.id}\``),
  ])
}

function table(title: string, attributes: readonly Attribute[], urn?: string): string[] {
  return [
    `## ${title}\n`,
    ...(urn === undefined ? [] : [`${urn}\n`]),
    '| attribute | type | | meaning |',
    '|---|---|---|---|',
    ...attributes.flatMap((attribute) => [
      row(attribute, ''),
      ...(attribute.subAttributes ?? []).map((sub) => row(sub, `${attribute.name}.`)),
    ]),
    '',
  ]
}

function row(attribute: Attribute, prefix: string): string {
  const { name, type, multiValued, description } = attribute
  return `| \`${prefix}${name}\` | ${type}${multiValued ? ', list' : ''} | ${traits(attribute)} | ${description} |`
}

function traits({ required, mutability, returned, caseExact, uniqueness, type }: Attribute): string {
  return [
    ...(required ? ['required'] : []),
    ...(mutability === 'readWrite' ? [] : [mutability]),
    ...(returned === 'never' ? ['never returned'] : []),
    ...(caseExact && type === 'string' ? ['case-exact'] : []),
    ...(uniqueness === 'none' ? [] : ['unique']),
  ].join(', ')
}
