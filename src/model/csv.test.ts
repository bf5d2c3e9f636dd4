import { expect, test } from 'vitest'
import { csvLine, guarded, unguarded } from './csv.ts'

test.each([
  ['texts, numbers, truth and nothing', ['a', 1, true, null, ''], 'a,1,true,,\r\n'],
  ['a comma, a quote and a line', ['a,b', 'say "x"', 'a\r\nb'], '"a,b","say ""x""","a\r\nb"\r\n'],
  ['blanks around, which some programs drop', [' a '], '" a "\r\n'],
  ['numbers below nothing, which are ours', [-3], '-3\r\n'],
  ['a formula', ['=1+1', '+49 30', '-x', '@SUM(A1)'], "'=1+1,'+49 30,'-x,'@SUM(A1)\r\n"],
  ['a formula in quotes', ['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"\r\n`],
  ['a formula behind blanks, a tab or a line', [' =1', '\t=1', '\r=1'], `' =1,'\t'=1,"'\r'=1"\r\n`],
  ['a formula in wide letters', ['＝1'], "'＝1\r\n"],
  [
    'a formula where another separator or a line would end a cell',
    ['A;=1', 'a\t+1', 'a\n@1'],
    `A;'=1,a\t'+1,"a\n'@1"\r\n`,
  ],
  ['a formula behind such a one and a quote', ['A; "=1'], `"A;' ""=1"\r\n`],
  ['what only looks like one later on', ['a=b', "o'neil"], "a=b,o'neil\r\n"],
] as const)('%s', (_name, cells, line) => {
  expect(csvLine(cells)).toBe(line)
})

test.each([
  '=1+1',
  '+49 30',
  ' =1',
  '\t=1',
  '\r=1',
  '＝1',
  'A;=1',
  'a\n@1',
  'A; "=1',
  'a=b',
  "o'neil",
  'Ann',
])('what an export guards, an import takes back: %j', (text) => {
  expect(unguarded(guarded(text))).toBe(text)
})
