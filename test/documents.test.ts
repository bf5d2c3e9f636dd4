import { expect, test } from 'vitest'
import {
  describeSetting,
  presetNames,
  settingNames,
  settingsOf,
  titleOf,
} from '../src/model/identity/dialect-settings.ts'
import { COMMON_ATTRIBUTES } from '../src/scim/schema/schema-common.ts'
import { type Attribute, GROUP, type ResourceType, type Schema, USER } from '../src/scim/schema/schemas.ts'

// `npx vitest run test/documents.test.ts -u` writes the page anew.
test('docs/scim-attributes.md says what the schema data say', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/scim-attributes.md')
})

test('docs/identity-providers.md says which presets and settings there are', async () => {
  await expect(providersPage()).toMatchFileSnapshot('../docs/identity-providers.md')
})

function providersPage(): string {
  const generic = settingsOf('generic', {})
  const presets = presetNames.map((preset) => {
    const settings = settingsOf(preset, {})
    const differing = settingNames.filter((name) => settings[name] !== generic[name])
    const differs = differing.map((name) => `\`${name}\` \`${settings[name]}\``).join(', ')
    return `| \`${preset}\` | ${titleOf(preset)} | ${differs} |`
  })
  const settings = settingNames.map((name) => {
    const { says, values } = describeSetting(name)
    return `| \`${name}\` | ${says} | ${values.map((value) => `\`${value}\``).join(', ')} |`
  })
  return `# Identity providers

What identity providers send otherwise than the RFCs say is understood from all of them: operators in capitals, \`"False"\` for \`false\`, a manager as
a text, members removed by a list, and what else is known. Every exchange records what was repaired: \`exchange show\`.

Where one provider needs another answer than the next, the directory's preset decides. A new directory is \`auto\`: it behaves as \`generic\` until its
client is recognised by its traffic, and then has that client's preset. \`directory show\` says which, and since when the client calls. To choose
yourself, and to differ from the preset in one thing:

\`\`\`sh
npm run -s cli -- directory create --name Globex --preset entra
npm run -s cli -- directory settings --directory Globex --preset okta --set groupNames=unique
npm run -s cli -- directory settings --directory Globex --unset groupNames
\`\`\`

A change counts within half a second and is an audit event.

| preset | for | differs from \`generic\` by |
|---|---|---|
${presets.join('\n')}

| setting | decides | values, \`generic\` first |
|---|---|---|
${settings.join('\n')}

What each setting is for, and which provider needs it, stands beside it in [the table itself](../src/model/identity/dialect-settings.ts).

## Published test suites

Both want a directory of their own. \`KEY\` and \`TOKEN\` are the last part of its base URL and its token.

[Microsoft's SCIM reference collection](https://github.com/AzureAD/SCIMReferenceCode) (\`PostmanCollection.json\`) wants an empty directory of preset
\`entra\`, and its own way to a token is left out:

\`\`\`sh
npx newman run PostmanCollection.json --env-var Protocol=http --env-var Server=localhost --env-var Port=:3000 \\
  --env-var Api=scim/v2/KEY --env-var token=TOKEN \\
  --folder 'Endpoint tests' --folder 'User tests' --folder 'Group tests' --folder 'ComplexAttribute tests' \\
  --folder 'User tests with garbage' --folder 'Group tests with garbage' --folder 'Teardown garbage' \\
  --folder 'Get all users' --folder 'Get all groups'
\`\`\`

Two of its 105 assertions fail: they ask for \`/serviceConfiguration\`, which no RFC knows.

Okta's specification test (\`Okta-SCIM-20-SPEC-Test.json\`, an import for BlazeMeter's API monitoring) wants a directory with one user who has a name,
an address and \`active\`; \`SCIMBaseURL\` and \`auth\` (\`Bearer TOKEN\`) are its variables. All 52 assertions hold with every preset.
`
}

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
