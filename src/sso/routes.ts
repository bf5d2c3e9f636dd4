import { serving } from '../http/contract-server.ts'
import { changePassword, endOneSession, getMe, listSessions, signOutEverywhere } from './account.ts'
import { signInApi } from './contract.ts'
import { completeLink, completeStart, getLink, getStart } from './links.ts'
import { offerPasskeySignIn, signInByPasskey } from './passkey-sign-in.ts'
import {
  createPasskey,
  getPasskey,
  listPasskeys,
  offerPasskey,
  removeOwnPasskey,
  renameOwnPasskey,
} from './passkeys.ts'
import { endOwnSession, getSelf, leaveEverywhere, leavePortal, listOwnSessions } from './portal/account.ts'
import { askForCode } from './portal/box.ts'
import { showCode } from './portal/code.ts'
import { getDoors } from './portal/doors.ts'
import { getInvitation, takeUpInvitation } from './portal/invitation.ts'
import { askForNewAddress, getKnownBefore, showNewAddressCode } from './portal/own-address.ts'
import {
  addCustomerPasskey,
  getCustomerPasskey,
  listCustomerPasskeys,
  offerCustomerPasskey,
  removeOwnCustomerPasskey,
  renameOwnCustomerPasskey,
} from './portal/own-passkeys.ts'
import { getOwnWays, removeOwnPassword, setOwnPassword } from './portal/own-ways.ts'
import { offerPortalPasskey, signInByPortalPasskey } from './portal/passkey-sign-in.ts'
import { signInByPassword } from './portal/password-sign-in.ts'
import { askForProof, proveSelf } from './portal/prove.ts'
import { offerProof, prove } from './prove.ts'
import {
  acceptOwnTotp,
  getSecondFactor,
  makeRecoveryCodes,
  offerOwnTotp,
  removeOwnTotp,
} from './second-factor.ts'
import { offerSecondFactor, showSecondFactor } from './show-second-factor.ts'
import { signIn, signOut } from './sign-in.ts'

/** Signing in, and one's own account: of staff, and of customers at the help centre. */
export const signInRoutes = serving(signInApi, {
  getStart,
  completeStart,
  getLink,
  completeLink,
  signIn,
  offerSecondFactor,
  showSecondFactor,
  offerPasskeySignIn,
  signInByPasskey,
  signOut,
  getMe,
  offerProof,
  // Whoever has not is refused before it comes here.
  checkProof: async () => ({ isFresh: true as const }),
  prove,
  listPasskeys,
  getPasskey,
  offerPasskey,
  createPasskey,
  renamePasskey: renameOwnPasskey,
  removePasskey: removeOwnPasskey,
  changePassword,
  getSecondFactor,
  offerTotp: offerOwnTotp,
  acceptTotp: acceptOwnTotp,
  removeTotp: removeOwnTotp,
  makeRecoveryCodes,
  listSessions,
  endSession: endOneSession,
  signOutEverywhere,
  getDoors,
  askForCode,
  showCode,
  signInByPassword,
  offerPortalPasskey,
  signInByPortalPasskey,
  getInvitation,
  takeUpInvitation,
  leavePortal,
  getSelf,
  getKnownBefore,
  askForNewAddress,
  showNewAddressCode,
  getOwnWays,
  askForProof,
  proveSelf,
  setOwnPassword,
  removeOwnPassword,
  listCustomerPasskeys,
  getCustomerPasskey,
  offerCustomerPasskey,
  addCustomerPasskey,
  renameCustomerPasskey: renameOwnCustomerPasskey,
  removeCustomerPasskey: removeOwnCustomerPasskey,
  listOwnSessions,
  endOwnSession,
  leaveEverywhere,
})
