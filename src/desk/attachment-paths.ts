// What stands beside the contracts, as OpenAPI says it: uploads by tus 1.0, and the files themselves.
import { offsetType, tusVersion } from './tus.ts'

type Json = { readonly [key: string]: unknown }

const problem = {
  description: 'A problem',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const integer = { type: 'integer', minimum: 0 }
const header = (name: string, description: string, schema: Json = { type: 'string' }, required = true) => ({
  name,
  in: 'header',
  required,
  description,
  schema,
})
const resumable = header('Tus-Resumable', 'The version of the protocol.', { const: tusVersion })
const attachmentId = {
  name: 'attachmentId',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
}
const said = (description: string, schema: Json = { type: 'string' }) => ({ description, schema })

const upload = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'sizeBytes', 'receivedBytes', 'mediaType', 'isComplete', 'isImage'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string' },
    sizeBytes: integer,
    receivedBytes: integer,
    mediaType: { type: ['string', 'null'], description: 'By its bytes, once they are all here.' },
    isImage: { type: 'boolean' },
    isComplete: { type: 'boolean' },
  },
}

interface FaceOf {
  readonly path: string
  readonly tag: string
  /** Ends the names of the operations. */
  readonly suffix: string
  readonly security: readonly Json[]
  readonly reads: string
  readonly writes: string
}

const faces: readonly FaceOf[] = [
  {
    path: '/api/attachments',
    tag: 'Requests',
    suffix: '',
    security: [{ session: [] }, { customer: [] }, { apiKey: [] }],
    reads: 'requests.read',
    writes: 'requests.change',
  },
  {
    path: '/api/help/attachments',
    tag: 'Help centre',
    suffix: 'AsAsker',
    security: [{ customer: [] }, { session: [] }, { apiKey: [] }],
    reads: 'asker',
    writes: 'asker',
  },
]

function pathsOf({ path, tag, suffix, security, reads, writes }: FaceOf): Json {
  const operation = (name: string, summary: string, permission: string, rest: Json) => ({
    operationId: `${name}${suffix}`,
    summary,
    tags: [tag],
    security,
    'x-permission': permission,
    ...rest,
  })
  const answers = (status: string, description: string, more: Json = {}) => ({
    responses: { [status]: { description, ...more }, default: problem },
  })
  return {
    [path]: {
      post: operation('beginUpload', 'Begin a file by tus 1.0; nothing of it is sent yet', writes, {
        parameters: [
          resumable,
          header('Upload-Length', 'How many bytes it has. It must be known at the beginning.', integer),
          header(
            'Upload-Metadata',
            '`filename`, a space, and its name in base64.',
            { type: 'string' },
            false,
          ),
        ],
        ...answers('201', 'Begun', {
          headers: {
            Location: said('Where its pieces go.'),
            'Upload-Expires': said('Until when the next byte is waited for.'),
            'Tus-Max-Size': said('How large a file may be.', integer),
          },
        }),
      }),
    },
    [`${path}/{attachmentId}`]: {
      head: operation('whereUploadIs', 'Say how many bytes of an own file are there', writes, {
        parameters: [attachmentId, resumable],
        ...answers('200', 'Where to go on', {
          headers: {
            'Upload-Offset': said('So many are there.', integer),
            'Upload-Length': said('Of so many.', integer),
          },
        }),
      }),
      patch: operation('sendPiece', 'Send a piece of an own file behind what is there', writes, {
        parameters: [
          attachmentId,
          resumable,
          header('Upload-Offset', 'How many bytes are there; elsewhere nothing is written (409).', integer),
        ],
        requestBody: {
          required: true,
          content: { [offsetType]: { schema: { type: 'string', format: 'binary' } } },
        },
        ...answers('204', 'Written', {
          headers: { 'Upload-Offset': said('So many are there now.', integer) },
        }),
      }),
      delete: operation('giveUploadUp', 'Give an own file up that belongs to no message', writes, {
        parameters: [attachmentId, resumable],
        ...answers('204', 'Gone'),
      }),
      get: operation('getUpload', 'Read what is known of an own file', reads, {
        parameters: [attachmentId],
        ...answers('200', 'Done', { content: { 'application/json': { schema: upload } } }),
      }),
    },
    [`${path}/{attachmentId}/content`]: {
      get: operation('getContent', 'Download a file whose message one may read, or a part of it', reads, {
        parameters: [
          attachmentId,
          {
            name: 'inline',
            in: 'query',
            required: false,
            allowEmptyValue: true,
            description: 'Shown where it stands, for pictures that run nothing.',
            schema: { type: 'string' },
          },
          header('Range', 'One range of bytes.', { type: 'string' }, false),
        ],
        responses: {
          '200': {
            description: 'The file',
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
          '206': { description: 'The part that was asked for' },
          '416': { description: 'There is no such part' },
          default: problem,
        },
      }),
    },
  }
}

/** The paths of both faces. */
export const attachmentPaths: Json = Object.assign({}, ...faces.map(pathsOf))
