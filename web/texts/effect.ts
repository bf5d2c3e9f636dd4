/** What an exchange did, for people: the part that is said in their language, and what is left in English. */
export interface Effect {
  readonly said: string
  readonly english: string
}
