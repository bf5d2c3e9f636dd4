// The original's forms of what this desk knows. Every address in them can be called.
import { isOpen, type Person, personOf, type Status } from '../../model/desk/request.ts'
import type { RequestField } from '../../model/desk/request-type.ts'
import type { WholeRequest } from '../../requests/thread.ts'
import type { AttachmentRow } from '../../storage/desk/attachments.ts'
import type { RequestRow } from '../../storage/desk/requests.ts'
import type { SeenForm, SeenPortal } from '../../storage/desk/seen-portals.ts'
import type { CommentRow } from '../../storage/desk/thread.ts'
import type { CustomerRow } from '../../storage/identity/customers.ts'
import type { OrganizationRow } from '../../storage/identity/organizations.ts'
import { numberOf } from './numbers.ts'
import { servicedeskRoot as root } from './root.ts'

const api = (siteUrl: string, path: string) => ({ self: `${siteUrl}${root}${path}` })

/** A moment, in the four forms of the original. */
export function dateOf(at: Date) {
  const iso = at.toISOString()
  return {
    iso8601: `${iso.slice(0, 19)}+0000`,
    jira: `${iso.slice(0, 23)}+0000`,
    friendly: `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`,
    epochMillis: at.getTime(),
  }
}

/** Somebody as everybody sees them who sees the request: an agent reads the address as well. */
interface KnownPerson {
  readonly id: string
  readonly name: string
  /** Null: none is known; undefined: it is not for this reader. */
  readonly address?: string | null | undefined
  readonly active: boolean
}

function userOf(siteUrl: string, { id, name, address, active }: KnownPerson) {
  return {
    accountId: id,
    ...(address === undefined ? {} : { emailAddress: address ?? '' }),
    displayName: name,
    active,
    timeZone: 'UTC',
    _links: { ...api(siteUrl, `/customer/user/${id}`), avatarUrls: {} },
  }
}

export function customerOf(siteUrl: string, { id, name, active, addresses }: CustomerRow) {
  const address = addresses.find(({ until }) => until === null)?.address ?? null
  return userOf(siteUrl, { id, name, address, active })
}

export function organizationOf(siteUrl: string, { id, name, createdAt, sources }: OrganizationRow) {
  return {
    id: numberOf(id),
    uuid: id,
    name,
    // What a directory feeds is not changed by hand.
    scimManaged: sources.some(({ kind }) => kind === 'group' || kind === 'home'),
    created: dateOf(createdAt),
    _links: api(siteUrl, `/organization/${numberOf(id)}`),
  }
}

export function serviceDeskOf(siteUrl: string, { id, key, name }: Pick<SeenPortal, 'id' | 'key' | 'name'>) {
  return {
    id: numberOf(id),
    projectId: numberOf(id),
    projectKey: key,
    projectName: name,
    projectTypeKey: 'service_desk',
    _links: api(siteUrl, `/servicedesk/${numberOf(id)}`),
  }
}

interface TypeOf {
  readonly id: string
  readonly name: string
  readonly description: string
}

export function requestTypeOf(siteUrl: string, portalId: string, { id, name, description }: TypeOf) {
  return {
    _expands: ['field'],
    id: numberOf(id),
    name,
    description,
    helpText: description,
    issueTypeId: numberOf(id),
    serviceDeskId: numberOf(portalId),
    portalId: numberOf(portalId),
    groupIds: [],
    icon: { id: '0', _links: { iconUrls: {} } },
    canCreateRequest: true,
    restrictionStatus: 'OPEN',
    _links: api(siteUrl, `/servicedesk/${numberOf(portalId)}/requesttype/${numberOf(id)}`),
  }
}

/** How the original names what a field holds. */
const schemas: { readonly [kind in RequestField['kind']]: { type: string; items?: string; custom: string } } =
  {
    text: { type: 'string', custom: 'textfield' },
    paragraph: { type: 'string', custom: 'textarea' },
    choice: { type: 'option', custom: 'select' },
    choices: { type: 'array', items: 'option', custom: 'multiselect' },
    date: { type: 'date', custom: 'datepicker' },
    number: { type: 'number', custom: 'float' },
    checkbox: { type: 'boolean', custom: 'checkbox' },
    attachment: { type: 'array', items: 'attachment', custom: 'attachment' },
  }

export function formOf(
  { fields }: SeenForm,
  { onBehalf, participants }: { onBehalf: boolean; participants: boolean },
) {
  const summary = {
    fieldId: 'summary',
    name: 'Summary',
    description: '',
    required: true,
    visible: true,
    defaultValues: [],
    validValues: [],
    presetValues: [],
    jiraSchema: { type: 'string', system: 'summary' },
  }
  return {
    canRaiseOnBehalfOf: onBehalf,
    canAddRequestParticipants: participants,
    requestTypeFields: [
      summary,
      ...fields.map(({ id, label, help, isRequired, kind, options }) => ({
        fieldId: id,
        name: label,
        description: help,
        required: isRequired,
        visible: true,
        defaultValues: [],
        presetValues: [],
        validValues: options
          .filter((one) => !one.isArchived)
          .map((one) => ({ value: one.id, label: one.label, children: [] })),
        jiraSchema: schemas[kind],
      })),
    ],
  }
}

/** As the statuses are called in English; the site's own have names of their own. */
const statusNames: { readonly [status in Status]: string } = {
  open: 'Open',
  'waiting-for-customer': 'Waiting for customer',
  'waiting-for-support': 'Waiting for support',
  resolved: 'Resolved',
  closed: 'Closed',
}

export const statusName = (status: Status, own: string | null = null) => own ?? statusNames[status]

export function statusOf(status: Status, own: string | null, since: Date) {
  const open = status === 'open' ? 'NEW' : 'INDETERMINATE'
  return {
    status: statusName(status, own),
    statusCategory: isOpen(status) ? open : 'DONE',
    statusDate: dateOf(since),
  }
}

/** Whoever reads: whether addresses are theirs to see, and which address of a page is theirs. */
export interface Reader {
  readonly siteUrl: string
  readonly isAgent: boolean
  readonly person: Person
}

function requesterOf({ siteUrl, isAgent, person }: Reader, row: RequestRow) {
  const { requesterId: id, requester: name, isRequesterActive: active } = row
  return userOf(siteUrl, { id, name, active, address: isAgent || id === person.id ? row.address : undefined })
}

export function requestOf(reader: Reader, row: RequestRow) {
  const { siteUrl, isAgent } = reader
  return {
    _expands: ['participant', 'requestType', 'serviceDesk'],
    issueId: numberOf(row.id),
    issueKey: row.key,
    summary: row.summary,
    requestTypeId: numberOf(row.typeId),
    serviceDeskId: numberOf(row.portal.id),
    createdDate: dateOf(row.createdAt),
    reporter: requesterOf(reader, row),
    requestFieldValues: [{ fieldId: 'summary', label: 'Summary', value: row.summary }],
    currentStatus: statusOf(row.status, row.statusName, row.updatedAt),
    _links: {
      ...api(siteUrl, `/request/${row.key}`),
      web: `${siteUrl}/requests/${row.id}`,
      ...(isAgent ? { agent: `${siteUrl}/console/${row.key}` } : {}),
    },
  }
}

/** What was answered, choices by their labels. */
export function answersOf({ fields, detail }: WholeRequest) {
  return fields.flatMap(({ id, label, kind, options }) => {
    const value = detail.fieldValues[id]
    if (value === undefined || value === null) return []
    const chosen = (one: unknown) => ({
      id: one,
      value: options.find((option) => option.id === one)?.label ?? String(one),
    })
    const isChoice = kind === 'choice' || kind === 'choices'
    const shown = !isChoice ? value : Array.isArray(value) ? value.map(chosen) : chosen(value)
    return [{ fieldId: id, label, value: shown }]
  })
}

function authorOf({ siteUrl, isAgent, person }: Reader, row: CommentRow) {
  const { id } = personOf(row.customerId, row.staffId)
  const address = isAgent || id === person.id ? row.address : undefined
  return userOf(siteUrl, { id, name: row.author, address, active: true })
}

export function commentOf(reader: Reader, requestKey: string, row: CommentRow) {
  return {
    _expands: [],
    id: numberOf(row.id),
    body: row.body,
    author: authorOf(reader, row),
    created: dateOf(row.createdAt),
    public: !row.isInternal,
    _links: api(reader.siteUrl, `/request/${requestKey}/comment/${numberOf(row.id)}`),
  }
}

export function attachmentOf({ siteUrl }: Reader, requestKey: string, row: AttachmentRow) {
  const path = `/request/${requestKey}/attachment/${numberOf(row.id)}`
  return {
    filename: row.name,
    size: row.sizeBytes,
    mimeType: row.mediaType ?? 'application/octet-stream',
    created: dateOf(row.createdAt),
    _links: { ...api(siteUrl, path), content: `${siteUrl}${root}${path}` },
  }
}

/** Who takes part by name; of others than themselves only agents read addresses. */
export function participantsOf({ siteUrl, isAgent, person }: Reader, { seen }: WholeRequest) {
  return seen.participants.map((one) => {
    const { id } = personOf(one.customerId, one.staffId)
    const address = isAgent || id === person.id ? one.address : undefined
    return userOf(siteUrl, { id, name: one.name, active: one.isActive, address })
  })
}
