/**
 * How much one customer writes and does in an hour. Each of it is mailed to people, and read by them: whoever sends more is a
 * program, or means ill.
 */
export const commentsPerHourMax = 120
/** Requests, and what is done to them: sharing, solving, opening again, who takes part, a score. */
export const actsPerHourMax = 120

/**
 * Mails under a customer's name that nothing shows to be theirs: anybody can write them, so they have this, and take nothing of what the
 * customer does who is signed in, or whose mail is authenticated.
 */
export const unprovenMailsPerHourMax = 10

/** Of an address that is no customer's: anybody can write from many of them. */
export const senderActsPerHourMax = 30

/**
 * Mails that go into one request in an hour, whoever writes them: each is mailed on to everybody who takes part. One of its writers has
 * half of that, so that nobody keeps the others out.
 */
export const mailsPerRequestHourMax = 60
const mailsPerRequestAndWriterHourMax = 30

/** Whether one more mail of a writer is too much for a request. */
export const isRequestFull = ({ all, theirs }: { readonly all: number; readonly theirs: number }) =>
  all >= mailsPerRequestHourMax || theirs >= mailsPerRequestAndWriterHourMax

const hourMs = 60 * 60 * 1000

/** What was done since then was done within the hour. */
export const hourBefore = (now: Date) => new Date(now.getTime() - hourMs)

/** Whether what was done so and so many times ago was done within the hour. @param at undefined or null: there was not so much */
export const isWithinHour = (at: Date | null | undefined, now: Date) =>
  at != null && now.getTime() - at.getTime() < hourMs
