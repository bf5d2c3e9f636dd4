import { connecting } from './de-connection.ts'
import { domains } from './de-domains.ts'
import { settingUp } from './de-setup.ts'
import { shared } from './de-shared.ts'
import { signInTest } from './de-sign-in-test.ts'
import { tokens } from './de-tokens.ts'
import { wizard } from './de-wizard.ts'
import type { SetUpTexts } from './en-set-up.ts'

/** What the page of a customer’s own IT says, and the administration about the same things, in German. */
export const setUp: SetUpTexts = { ...shared, connecting, domains, settingUp, signInTest, tokens, wizard }
