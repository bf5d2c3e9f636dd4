import { z } from 'zod'
import { type Contract, problem, type Route } from '../model/contract.ts'
import { isHeldToReading } from './unchanged.ts'

type Json = { readonly [key: string]: unknown }

interface ApiInfo {
  readonly version: string
  /** Where the API is reached. */
  readonly url: string
  /** Paths that stand beside the contracts, as OpenAPI says them. */
  readonly beside: Json
}

/** The contracts as an OpenAPI 3.1 document; JSON Schema of zod's own making. */
export function openApiOf(contracts: readonly Contract[], { version, url, beside }: ApiInfo): Json {
  const schemas: { [name: string]: unknown } = {}
  const schema = (of: z.ZodType, io: 'input' | 'output') => withoutDefinitions(of, io, schemas)
  const paths: { [path: string]: { [method: string]: Json } } = {}
  for (const [operation, route] of contracts.flatMap((contract) => Object.entries(contract))) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(operation, route, schema),
    }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Doorward', version, description },
    servers: [{ url }],
    paths: { ...paths, ...beside },
    components: {
      schemas: { ...schemas, Problem: schema(problem, 'output') && schemas.Problem },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: apiKeyDescription },
        session: { type: 'apiKey', in: 'cookie', name: 'doorward-session' },
        customer: { type: 'apiKey', in: 'cookie', name: 'doorward-customer' },
        setUp: { type: 'apiKey', in: 'cookie', name: 'doorward-set-up' },
      },
    },
  }
}

const description = [
  'Show an API key as `Authorization: Bearer dwk_…`. Lists are read page by page: `next` of one page is `after` of the next.',
  'Errors are problems (RFC 9457). A creation with an `Idempotency-Key` makes nothing twice within a day.',
].join(' ')

const apiKeyDescription =
  'An API key of one of the staff, for what is in its scope; or of whoever asks (`POST /api/help/api-keys`), for what they do at the help centre and nothing else.'

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json

function operationOf(operation: string, route: Route, schema: SchemaOf): Json {
  const { summary, tag, body, answer, media = 'application/json', creates, permission } = route
  const { sessionOnly, freshSignIn, alsoNeeds, saysMoreFor } = route
  const success = creates ? '201' : answer ? '200' : '204'
  const security = securityOf(permission, sessionOnly)
  return {
    operationId: operation,
    summary,
    tags: [tag],
    security,
    'x-permission': permission,
    ...(alsoNeeds && { 'x-also-needs': alsoNeeds }),
    ...(saysMoreFor && { 'x-says-more-for': saysMoreFor }),
    ...(freshSignIn && { 'x-fresh-sign-in': freshSignIn }),
    parameters: [
      ...parametersOf('path', route.params, schema),
      ...parametersOf('query', route.query, schema),
      ...(creates ? [idempotencyKey] : []),
      ...(isHeldToReading(route) ? [ifMatch] : []),
    ],
    ...(body && {
      requestBody: { required: true, content: contentOf('application/json', schema(body, 'input')) },
    }),
    responses: {
      [success]: {
        description: answer ? 'Done' : 'Done; there is nothing to answer',
        ...(answer && { content: contentOf(media, schema(answer, 'output')) }),
      },
      default: {
        description: 'A problem',
        content: contentOf('application/problem+json', { $ref: '#/components/schemas/Problem' }),
      },
    },
  }
}

function securityOf(permission: Route['permission'], sessionOnly: true | undefined): Json[] {
  if (permission === 'anyone') return []
  if (permission === 'customer') return [{ customer: [] }]
  const programs = sessionOnly ? [] : [{ apiKey: [] }]
  if (permission === 'asker') return [{ customer: [] }, { session: [] }, ...programs]
  if (permission === 'set-up') return [{ setUp: [] }]
  return [{ session: [] }, ...programs]
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A UUID of yours: a repetition with the same one makes nothing twice, and is answered as the first call was.',
  schema: { type: 'string', minLength: 16, maxLength: 255 },
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The ETag of what you read: where somebody changed it since, nothing is done and 412 says who.',
  schema: { type: 'string' },
}

const contentOf = (type: string, schema: Json) => ({ [type]: { schema } })

function parametersOf(place: 'path' | 'query', part: z.ZodObject | undefined, schema: SchemaOf): Json[] {
  if (!part) return []
  const { properties = {}, required = [] } = schema(part, 'input') as {
    properties?: { [name: string]: Json & { description?: string } }
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description && { description }),
    schema: rest,
  }))
}

/** What has an id stands once, among the components. */
function withoutDefinitions(
  of: z.ZodType,
  io: 'input' | 'output',
  schemas: { [name: string]: unknown },
): Json {
  const text = JSON.stringify(z.toJSONSchema(of, { io })).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(text) as Json & { $defs?: { [name: string]: Json } }
  for (const [name, { id: _id, ...definition }] of Object.entries($defs)) schemas[name] = definition
  const { id, ...own } = rest as { id?: string }
  if (id === undefined) return own
  schemas[id] = own
  return { $ref: `#/components/schemas/${id}` }
}
