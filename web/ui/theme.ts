import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Of sites that chose none; `src/model/brand/default-accent.ts` has it for mails, and a test compares. */
export const defaultAccent = '#3158b8'

/** Interaction only: links, selection, focus, primary buttons. Never a state. */
const ink: MantineColorsTuple = [
  '#eff3fc',
  '#dee7f9',
  '#bccdf2',
  '#93afe9',
  '#6f92de',
  '#456bc8',
  defaultAccent,
  '#26489c',
  '#1e3a7f',
  '#162b5e',
]
const gray: MantineColorsTuple = [
  '#f7f7f5',
  '#f0f0ed',
  '#e4e4df',
  '#d5d5cf',
  '#bfbfb8',
  '#8d8f88',
  '#666861',
  '#50524d',
  '#343632',
  '#1b1c1a',
]
const dark: MantineColorsTuple = [
  '#ecedea',
  '#b9bbb5',
  '#969892',
  '#6c6e69',
  '#3d403d',
  '#2b2d2b',
  '#222422',
  '#191a19',
  '#121312',
  '#0c0d0c',
]
const green: MantineColorsTuple = [
  '#eaf6ef',
  '#d3ecde',
  '#a9d8bf',
  '#7fd3a6',
  '#4fb583',
  '#2a935f',
  '#1f7d50',
  '#17693f',
  '#125534',
  '#0c3f26',
]
const amber: MantineColorsTuple = [
  '#fdf4e1',
  '#fae7c0',
  '#f3cf87',
  '#efbe66',
  '#d99a2b',
  '#b67a13',
  '#94610a',
  '#744a00',
  '#5b3a00',
  '#3f2800',
]
const red: MantineColorsTuple = [
  '#fdefed',
  '#fadcd8',
  '#f3b5ae',
  '#ff9d94',
  '#e5665b',
  '#cc3c31',
  '#b3261e',
  '#931c15',
  '#75150f',
  '#520d09',
]

export const theme = createTheme({
  colors: { ink, gray, dark, green, amber, yellow: amber, red },
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.33', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.35' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
      h4: { fontSize: '0.8125rem', lineHeight: '1.45' },
    },
  },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  shadows: {
    xs: '0 1px 1px rgb(20 20 15 / 4%)',
    sm: '0 1px 2px rgb(20 20 15 / 6%), 0 2px 8px rgb(20 20 15 / 4%)',
    md: '0 2px 4px rgb(20 20 15 / 6%), 0 10px 28px rgb(20 20 15 / 10%)',
  },
  focusRing: 'auto', // 'never' would remove ours too; base.css draws one ring for everything
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' }, styles: { label: { fontWeight: 550, fontSize: '0.8125rem' } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    // Its arrow says nothing that its role does not.
    NativeSelect: { defaultProps: { rightSectionProps: { 'aria-hidden': true } } },
    Select: { defaultProps: { size: 'sm' } },
    SegmentedControl: { styles: { label: { paddingInline: 10, fontWeight: 520 } } },
    Checkbox: { styles: { label: { fontSize: '0.8125rem' }, description: { fontSize: '0.75rem' } } },
    Avatar: {
      styles: {
        placeholder: { background: 'var(--dw-flat-bg)', color: 'var(--dw-text-2)', fontWeight: 600 },
      },
    },
    Radio: {
      styles: {
        label: { fontSize: '0.875rem' },
        description: { fontSize: '0.8125rem', color: 'var(--dw-text-2)' },
      },
    },
    InputWrapper: {
      styles: {
        label: { fontWeight: 560, marginBottom: 3 },
        description: { fontSize: '0.8125rem', lineHeight: 1.4, marginBottom: 5 },
        error: { fontSize: '0.8125rem', lineHeight: 1.4, marginTop: 5 },
      },
    },
    Textarea: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
})

type Tokens = Record<string, string>
const light: Tokens = {
  // Where the site chose an accent, that one: `src/model/brand/accent.ts`.
  site: ink[6],
  canvas: gray[0],
  surface: '#ffffff',
  sunken: gray[1],
  line: gray[2],
  'line-strong': gray[4],
  field: gray[5],
  text: gray[9],
  'text-2': gray[7],
  'text-3': gray[6],
  link: ink[7],
  focus: ink[5],
  'select-bg': ink[0],
  'select-line': ink[6],
  'ok-solid': green[7],
  'ok-fg': green[8],
  'ok-bg': green[0],
  'ok-line': green[2],
  'warn-fg': amber[7],
  'warn-bg': amber[0],
  'warn-line': amber[4],
  'bad-solid': red[6],
  'bad-fg': red[7],
  'bad-bg': red[0],
  'bad-line': red[2],
  'flat-fg': gray[7],
  'flat-bg': gray[1],
  'flat-line': gray[4],
  'chart-1': ink[5],
  'chart-2': green[4],
  'chart-3': gray[3],
  'chart-4': red[5],
}
const night: Tokens = {
  site: ink[5],
  canvas: dark[8],
  surface: dark[7],
  sunken: '#151615',
  line: dark[5],
  'line-strong': '#4a4d4a',
  field: '#777974',
  text: dark[0],
  'text-2': dark[1],
  'text-3': dark[2],
  link: ink[3],
  focus: ink[4],
  'select-bg': '#1c2333',
  'select-line': ink[4],
  'ok-solid': '#1c7349',
  'ok-fg': green[3],
  'ok-bg': '#14271d',
  'ok-line': '#2f6549',
  'warn-fg': amber[3],
  'warn-bg': '#2a2110',
  'warn-line': '#8a6420',
  'bad-solid': '#bf352b',
  'bad-fg': red[3],
  'bad-bg': '#311512',
  'bad-line': '#7d2d26',
  'flat-fg': dark[1],
  'flat-bg': '#262826',
  'flat-line': '#4a4d4a',
  'chart-1': ink[4],
  'chart-2': green[4],
  'chart-3': '#4a4d4a',
  'chart-4': red[4],
}
const vars = (t: Tokens) => Object.fromEntries(Object.entries(t).map(([k, v]) => [`--dw-${k}`, v]))
const mantine = {
  '--mantine-color-body': 'var(--dw-surface)',
  '--mantine-color-text': 'var(--dw-text)',
  '--mantine-color-dimmed': 'var(--dw-text-3)',
  '--mantine-color-anchor': 'var(--dw-link)',
  '--mantine-color-error': 'var(--dw-bad-fg)',
  '--mantine-color-placeholder': 'var(--dw-text-3)',
  '--mantine-color-default': 'var(--dw-surface)',
  '--mantine-color-default-border': 'var(--dw-line-strong)',
}
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...vars(light), ...mantine },
  dark: { ...vars(night), ...mantine, '--mantine-color-default': '#222422' },
})
