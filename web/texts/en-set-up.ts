import { connecting } from './en-connection.ts'
import { domains } from './en-domains.ts'
import { settingUp } from './en-setup.ts'
import { shared } from './en-shared.ts'
import { signInTest } from './en-sign-in-test.ts'
import { tokens } from './en-tokens.ts'
import { wizard } from './en-wizard.ts'

/** What the page of a customer’s own IT says, and the administration about the same things, in English. */
export const setUp = { ...shared, connecting, domains, settingUp, signInTest, tokens, wizard }

export type SetUpTexts = typeof setUp
