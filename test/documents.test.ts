import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import type { Preset } from '../demo/simulator/provisioner.ts'
import { makeProgram } from '../src/cli/program.ts'
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
import { signInFieldsOf } from './fixtures/guide-fields.ts'

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
    // Each value in its own field, and not in another one's.
    const slots = Object.entries(signInFieldsOf[preset as Preset]).flatMap(([label, field]) =>
      'into' in field && field.besides === undefined ? [[label, field.into]] : [],
    )
    const meant = slots.map(([label, slot]) => [label, slot === 'recipient' ? 'acsUrl' : slot])
    expect(Object.fromEntries(fields.map(({ label, value }) => [label, value]))).toEqual(
      Object.fromEntries(meant),
    )
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
    // What nobody read has no page, as a rule.
    const unread = sources.filter(
      ([, page = '', day = '']) => /^not read: /.test(day) && externalLinks(page).length === 0,
    )
    expect(named.length).toBe(sources.length - unread.length)
    expect(externalLinks(guide.text).filter((link) => !named.includes(link))).toEqual([])
  })

  test('says of each section about the provider from where it has it', () => {
    const headings = Array.from(guide.text.matchAll(/^## (.*)$/gm), ([, heading = '']) => heading)
    const about = headings.filter((heading) => !aboutDoorward.includes(heading))
    const cells = rowsBelow(guide.section('Sources'), 'for').map(([, , , of = '']) => of.split('; '))
    const named = cells.flat().filter((one) => one !== 'the beginning')
    expect(named.filter((one) => !about.includes(one.replaceAll('*', '')))).toEqual([])
    expect(about.filter((heading) => !named.includes(`*${heading}*`))).toEqual([])
    // A table of values is in none of the others.
    const others = aboutDoorward.filter((heading) => headings.includes(heading))
    expect(others.filter((heading) => guide.section(heading).includes('\n| there |'))).toEqual([])
  })

  test('has every part that the wizard shows', () => {
    const sections = guideSections(guide.text)
    for (const heading of shownSections) expect(sections[heading]?.length, heading).toBeGreaterThan(0)
    // Nothing but what the pages can show.
    expect(tagsOf(Object.values(sections).flat()).filter((tag) => !shownTags.includes(tag))).toEqual([])
  })
})

/** What stands there Doorward itself does or says. */
const aboutDoorward = ['Before you begin', 'Make the directory', 'When it goes wrong', 'Sources']

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

test('each command that README and docs give is one, with the arguments and options it has', () => {
  const given = ['README.md', ...pagesIn('docs')].flatMap((page) =>
    commandsIn(readFileSync(page, 'utf8')).map((line) => ({ page, line })),
  )
  const onesOf = (page: string) => given.filter((one) => one.page === page).length
  expect(onesOf('README.md')).toBeGreaterThan(4)
  expect(onesOf('docs/operating.md')).toBeGreaterThan(60)
  expect(
    given.flatMap(({ page, line }) => problemsOf(line).map((said) => `${page}: ${line}: ${said}`)),
  ).toEqual([])
  // What is no command of ours is found.
  expect(problemsOf('case decide CASE')).toEqual([
    expect.stringContaining("missing required argument 'decision'"),
  ])
  expect(problemsOf('site list --all')).toEqual([expect.stringContaining("unknown option '--all'")])
  expect(problemsOf('site lst')).toEqual([expect.stringContaining("unknown command 'lst'")])
})

test('each block of docs/operating.md that begins with a command can be pasted', () => {
  const blocks = fencesOf(readFileSync('docs/operating.md', 'utf8'))
  const names = makeProgram().commands.map((command) => command.name())
  const bare = blocks.filter(({ text }) => names.includes(text.split(/\s/)[0] ?? ''))
  expect(bare).toEqual([])
  // A shell takes `<case>` for a file.
  const shell = blocks.filter(({ kind }) => kind === 'sh')
  expect(shell.filter(({ text }) => /<\w+>/.test(text))).toEqual([])
})

test('the example for Caddy has nothing behind an opening brace, which would end its reading', () => {
  const page = readFileSync('docs/operating.md', 'utf8')
  const [caddy] = fencesOf(page).filter(({ text }) => text.includes('reverse_proxy'))
  expect(caddy?.text).toMatch(/^\S+ \{\n\treverse_proxy \S+\n\}\n$/)
  expect(caddy?.text).not.toMatch(/\{[^\n]/)
  expect(page).toContain('`client_max_body_size 64m;`')
})

test('the unit for systemd starts with the machine, and as nobody special', () => {
  const [unit] = fencesOf(readFileSync('docs/operating.md', 'utf8')).filter(({ kind }) => kind === 'ini')
  expect(unit?.text).toMatch(/^\[Install\]\nWantedBy=multi-user\.target$/m)
  expect(unit?.text).toMatch(/^User=doorward$/m)
  expect(unit?.text).toMatch(/^Environment=PUBLIC_URL=https:/m)
})

const fencesOf = (text: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, kind = '', inner = '']) => ({
    kind,
    text: inner,
  }))

/** What stands behind `npm run -s cli --` and what containers are given, in blocks and between backquotes. */
function commandsIn(text: string): string[] {
  const lines = fencesOf(text).flatMap((fence) => fence.text.replace(/\\\n/g, ' ').split('\n'))
  const inline = text.replace(/^```[\s\S]*?^```/gm, '').match(/`[^`\n]+`/g) ?? []
  return [...lines, ...inline.map((code) => code.slice(1, -1))].flatMap((line) => {
    const ours =
      /(?:npm run (?:-s )?cli -- |exec (?:-T )?doorward doorward |run --rm doorward |&& doorward )(.*)/.exec(
        line,
      )
    // What the shell does beside it: comments, files, and the end of what another shell is given.
    return ours
      ? [
          (ours[1] ?? '')
            .replace(/ +#.*| +[<>|&]+ .*/, '')
            .replace(/['"] *$/, (end) => (line.includes('sh -c') ? '' : end)),
        ]
      : []
  })
}

/** What the command line says against it, without doing it. */
function problemsOf(line: string): string[] {
  const words = [...line.replace(/\$\([^)]*\)/g, 'filled-in').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
  const program = makeProgram()
  const quiet = (command: Command) => {
    command.configureOutput({ writeErr: () => {}, writeOut: () => {} })
    if (command.commands.length === 0) command.action(() => {})
    command.commands.forEach(quiet)
  }
  quiet(program)
  try {
    program.parse(words, { from: 'user' })
    return []
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === 'commander.helpDisplayed' ? [] : [message]
  }
}

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
