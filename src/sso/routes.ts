import { serving } from '../http/contract-server.ts'
import { changePassword, endOneSession, getMe, listSessions, signOutEverywhere } from './account.ts'
import { signInApi } from './contract.ts'
import { completeLink, completeStart, getLink, getStart } from './links.ts'
import {
  acceptOwnTotp,
  getSecondFactor,
  makeRecoveryCodes,
  offerOwnTotp,
  removeOwnTotp,
} from './second-factor.ts'
import { showSecondFactor } from './show-second-factor.ts'
import { signIn, signOut } from './sign-in.ts'

/** Signing in, and one's own account. */
export const signInRoutes = serving(signInApi, {
  getStart,
  completeStart,
  getLink,
  completeLink,
  signIn,
  showSecondFactor,
  signOut,
  getMe,
  changePassword,
  getSecondFactor,
  offerTotp: offerOwnTotp,
  acceptTotp: acceptOwnTotp,
  removeTotp: removeOwnTotp,
  makeRecoveryCodes,
  listSessions,
  endSession: endOneSession,
  signOutEverywhere,
})
