import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const script = 'document.forms[0].submit()'
const scriptHash = createHash('sha256').update(script).digest('base64')

/** Named in the form, so that it is posted once more and not for ever. */
export const againField = 'again'

/**
 * A page that posts a response once more, as a page of ours: over plain http the cookie that says which browser it is did not
 * come along with the provider's own POST. It shows nothing, and holds base64 alone.
 */
export function postAgain(reply: FastifyReply, acsUrl: string, encoded: string): FastifyReply {
  const { pathname } = new URL(acsUrl)
  const value = encoded.replaceAll(/[^A-Za-z0-9+/=]/g, '')
  return reply
    .code(200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header(
      'content-security-policy',
      `default-src 'none'; script-src 'sha256-${scriptHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    )
    .send(
      `<!doctype html><html><head><meta charset="utf-8"><title>…</title></head><body><form method="post" action="${pathname}">` +
        `<input type="hidden" name="SAMLResponse" value="${value}"><input type="hidden" name="${againField}" value="1">` +
        `<noscript><button>→</button></noscript></form><script>${script}</script></body></html>`,
    )
}
