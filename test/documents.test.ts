import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  describeSetting,
  presetNames,
  settingNames,
  settingsOf,
  titleOf,
} from '../src/model/identity/dialect-settings.ts'
import { COMMON_ATTRIBUTES } from '../src/scim/schema/schema-common.ts'
import { type Attribute, GROUP, type ResourceType, type Schema, USER } from '../src/scim/schema/schemas.ts'
import { providerOf } from '../web/admin/providers.ts'
import { signInFields } from '../web/admin/sign-in/guide-fields.ts'
import { type GuideNode, guideSections } from '../web/guide-sections.ts'
import { pageStates } from './e2e/page-states.ts'
import { pictureOf, pictures } from './e2e/pictures.ts'
import { readGuide, rowsBelow, valuesIn } from './fixtures/guide.ts'

// `npx vitest run test/documents.test.ts -u` writes the page anew.
test('docs/scim-attributes.md says what the schema data say', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/scim-attributes.md')
})

test('docs/identity-providers.md says which presets and settings there are', async () => {
  await expect(providersPage()).toMatchFileSnapshot('../docs/identity-providers.md')
})

test.each(presetNames.filter((preset) => preset !== 'auto'))(
  'the preset %s has a guide with its title',
  (preset) => {
    const [title = ''] = readFileSync(`docs/guides/${preset}.md`, 'utf8').split('\n')
    expect(title.toLowerCase()).toBe(`# ${titleOf(preset)}`.toLowerCase())
    expect(readFileSync('docs/guides/README.md', 'utf8')).toContain(`(${preset}.md) | \`${preset}\``)
  },
)

describe.each(presetNames.filter((preset) => preset !== 'auto'))('the guide %s', (preset) => {
  const guide = readGuide(preset)

  test('says by which fields of the provider people sign in, as the wizard’s step shows them', () => {
    const { where, fields } = signInFields(guideSections(guide.text)['Signing in'] ?? [])
    const shown = fields.map(({ label }) => label)
    const section = guide.section('Signing in')
    const said = rowsBelow(section, 'there').filter(([, value = '']) => /^`<[^>]+>`$/.test(value))
    expect(shown).toEqual(said.map(([field = '']) => field.replaceAll('**', '')))
    const values = new Set(fields.map(({ value }) => value))
    const needed = values.has('acsUrl') ? ['acsUrl', 'entityId'] : ['redirectUri']
    expect([...values]).toEqual(expect.arrayContaining(needed))
    const place = rowsBelow(section, 'there').find(([field]) => field === 'where')?.[1]
    expect(where).toBe(place?.replaceAll('*', ''))
  })

  const rows = valuesIn(guide.section('Paste the two values'))

  test('calls what is pasted as the wizard calls it', () => {
    const { url, token, where = [], test: press, suffix = '' } = providerOf(preset)
    expect(rows).toContainEqual({ field: url, value: `<base URL>${suffix}` })
    expect(rows).toContainEqual({ field: token, value: '<token>' })
    const places = rows.filter(({ field }) => field === 'where')
    expect(places.map(({ value }) => value)).toEqual(
      where.length > 0 ? [where.map((place) => `*${place}*`).join(' → ')] : [],
    )
    const presses = rows.filter(({ field }) => field === 'then')
    expect(presses.map(({ value }) => value)).toEqual(press === undefined ? [] : [`*${press}*`])
  })

  test('says from which pages it has what, and when each was read', () => {
    const sources = rowsBelow(guide.section('Sources'), 'for')
    const days = sources.map(([, , day = '']) => day)
    expect(days.filter((day) => !/^\d{4}-\d{2}-\d{2}$|^not read: /.test(day))).toEqual([])
    const named = sources.flatMap(([, page = '']) => externalLinks(page))
    expect(named.length).toBe(sources.length)
    expect(externalLinks(guide.text).filter((link) => !named.includes(link))).toEqual([])
  })

  test('has every part that the wizard shows', () => {
    const sections = guideSections(guide.text)
    for (const heading of shownSections) expect(sections[heading]?.length, heading).toBeGreaterThan(0)
    // Nothing but what the pages can show.
    expect(tagsOf(Object.values(sections).flat()).filter((tag) => !shownTags.includes(tag))).toEqual([])
  })
})

/** Those of the wizard and the set-up page. */
const shownSections = [
  'Paste the two values',
  'Map the attributes',
  'Users first, groups after',
  'Signing in',
  'When it goes wrong',
]
const shownTags = [
  'p',
  'a',
  'em',
  'strong',
  'code',
  'pre',
  'ol',
  'ul',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]

const tagsOf = (nodes: readonly GuideNode[]): string[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node.tag, ...tagsOf(node.children)]))

/** Links to other sites; code is no link. */
const externalLinks = (text: string) =>
  [...text.matchAll(/\]\((https?:[^)\s]+)\)/g)].map(([, link = '']) => link)

test.each(['README.md', ...pagesIn('docs')])(
  'the links of %s lead to files and headings that exist',
  (page) => {
    const lost = relativeLinks(readFileSync(page, 'utf8')).filter((link) => {
      const [path = '', heading] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(target)) return true
      return heading !== undefined && !headingsOf(target).includes(heading)
    })
    expect(lost).toEqual([])
  },
)

test('the pictures of README and docs are those that npm run screenshots makes, each of a page that exists', () => {
  const names = Object.keys(pictures)
  expect(
    names.filter(
      (name) => name !== 'demo' && !pageStates[name as keyof typeof pageStates]?.states.includes('full'),
    ),
  ).toEqual([])
  const shown = ['README.md', ...pagesIn('docs')].flatMap((page) =>
    relativeLinks(readFileSync(page, 'utf8'))
      .filter((link) => link.endsWith('.png'))
      .map((link) => join(dirname(page), link)),
  )
  const made = names.map(pictureOf).sort()
  expect([...new Set(shown)].sort()).toEqual(made)
  expect(
    readdirSync('docs/images')
      .filter((name) => name.endsWith('.png'))
      .map((name) => `docs/images/${name}`)
      .sort(),
  ).toEqual(made)
})

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort()
}

/** Where a page's links and pictures lead, but for those to other sites. Code is no link. */
function relativeLinks(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/i.test(link))
}

/** The headings of a page as GitHub and others make anchors of them. */
function headingsOf(page: string): string[] {
  const lines = readFileSync(page, 'utf8').match(/^#+ .*$/gm) ?? []
  return lines.map((line) => {
    const words = line.replace(/^#+ /, '').toLowerCase()
    return words.replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-')
  })
}

function providersPage(): string {
  const generic = settingsOf('generic', {})
  const presets = presetNames.map((preset) => {
    const settings = settingsOf(preset, {})
    const differing = settingNames.filter((name) => settings[name] !== generic[name])
    const differs = differing.map((name) => `\`${name}\` \`${settings[name]}\``).join(', ')
    const title = preset === 'auto' ? titleOf(preset) : `[${titleOf(preset)}](guides/${preset}.md)`
    return `| \`${preset}\` | ${title} | ${differs} |`
  })
  const settings = settingNames.map((name) => {
    const { says, values } = describeSetting(name)
    return `| \`${name}\` | ${says} | ${values.map((value) => `\`${value}\``).join(', ')} |`
  })
  return `# Identity providers

What identity providers send otherwise than the RFCs say is understood from all of them: operators in capitals, \`"False"\` for \`false\`, a manager as
a text, members removed by a list, and what else is known. Every exchange records what was repaired: \`exchange show\`.
How to connect each of them, step by step: [the guides](guides/README.md).

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
