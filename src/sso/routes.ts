import { serving } from '../http/contract-server.ts'
import { changePassword, endOneSession, getMe, listSessions, signOutEverywhere } from './account.ts'
import { signInApi } from './contract.ts'
import { completeLink, completeStart, getLink, getStart } from './links.ts'
import { signIn, signOut } from './sign-in.ts'

/** Signing in, and one's own account. */
export const signInRoutes = serving(signInApi, {
  getStart,
  completeStart,
  getLink,
  completeLink,
  signIn,
  signOut,
  getMe,
  changePassword,
  listSessions,
  endSession: endOneSession,
  signOutEverywhere,
})
