import { expect, test } from 'vitest'
import { mailboxOfRecipient, readMailboxAddress } from './mailbox.ts'

test.each([
  ['as it is', 'help@acme.example', 'help@acme.example'],
  ['capital letters', 'Help@ACME.example', 'help@acme.example'],
  ['space around it', ' help@acme.example ', 'help@acme.example'],
  ['a domain of other letters', 'help@bücher.de', 'help@xn--bcher-kva.de'],
  ['a tag', 'help+x@acme.example', undefined],
  ['no domain', 'help', undefined],
  ['a domain of one label', 'help@acme', undefined],
  ['an address literal', 'help@[127.0.0.1]', undefined],
  ['two addresses', 'a@b.example,c@d.example', undefined],
  ['a header behind it', 'help@acme.example\r\nBcc: x@y.example', undefined],
])('the address of a mailbox: %s', (_name, given, expected) => {
  expect(readMailboxAddress(given)).toBe(expected)
})

test.each([
  ['without a tag', 'Help@acme.example', 'help@acme.example'],
  ['with one', 'help+R4nd0m@acme.example', 'help@acme.example'],
  ['with an empty one', 'help+@acme.example', 'help@acme.example'],
  ['with several plus signs', 'help+a+b@acme.example', 'help@acme.example'],
  ['with nothing before the tag', '+a@acme.example', undefined],
  ['with a domain in the tag', 'help+a@b.example@acme.example', undefined],
  ['quoted', '"help"@acme.example', undefined],
])('the mailbox of a recipient %s', (_name, given, expected) => {
  expect(mailboxOfRecipient(given)).toBe(expected)
})
