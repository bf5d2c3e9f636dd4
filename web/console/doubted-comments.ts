import type { WholeRequest } from './request-queries.ts'

/** Comments of which it is doubted who wrote them; what a mail said that opened the request is the request itself. */
export function doubtedComments({ comments, createdAt, requester }: WholeRequest) {
  return comments.filter(
    (one) =>
      ['suspect', 'unknown'].includes(one.assurance?.level ?? '') &&
      !(one.createdAt === createdAt && one.author.id === requester.id),
  )
}
