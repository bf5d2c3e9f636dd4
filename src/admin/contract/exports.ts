import { z } from 'zod'
import type { Contract } from '../../model/contract.ts'
import { connectionRoutes } from './connections.ts'
import { directoryRoutes } from './directories.ts'
import { groupRoutes } from './groups.ts'
import { importRoutes } from './imports.ts'
import { peopleRoutes } from './people.ts'
import { staffRoutes } from './staff.ts'

/** What a list is narrowed down by, a file of it is as well; a file has no pages. */
const whole = { limit: true, after: true } as const

const file = {
  method: 'GET',
  tag: 'Files',
  answer: z.string().meta({
    description:
      'Comma-separated values (RFC 4180) in UTF-8 with a byte order mark. Where a text, or part of it behind a semicolon, tab or line, begins like a formula, an apostrophe stands in front.',
  }),
  media: 'text/csv',
  streams: true,
} as const

export const exportRoutes = {
  exportCustomers: {
    ...file,
    path: '/api/exports/customers',
    summary: 'Download customers, or those of one search, one address or one directory',
    permission: 'customers.read',
    query: peopleRoutes.listCustomers.query.omit(whole),
  },
  exportImportRows: {
    ...file,
    path: '/api/exports/imports/{importId}/rows',
    summary: 'Download the rows of an import that have one verdict, with their reasons',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params: importRoutes.listImportRows.params,
    query: importRoutes.listImportRows.query.omit(whole),
  },
  exportOrganizations: {
    ...file,
    path: '/api/exports/organizations',
    summary: 'Download organizations with what feeds them',
    permission: 'organizations.read',
    query: peopleRoutes.listOrganizations.query.omit(whole),
  },
  exportStaff: {
    ...file,
    path: '/api/exports/staff',
    summary: 'Download the staff',
    permission: 'staff.read',
    query: staffRoutes.listStaff.query.omit(whole),
  },
  exportAudit: {
    ...file,
    path: '/api/exports/audit',
    summary: 'Download who did what to what, the newest first; or what happened to one subject',
    permission: 'audit.read',
    query: staffRoutes.listAudit.query.omit(whole),
  },
  exportExchanges: {
    ...file,
    path: '/api/exports/directories/{directoryId}/exchanges',
    summary: "Download a directory's exchanges without their bodies, the newest first",
    permission: 'exchanges.read',
    params: directoryRoutes.listExchanges.params,
    query: directoryRoutes.listExchanges.query.omit(whole),
  },
  exportSignIns: {
    ...file,
    path: '/api/exports/directories/{directoryId}/sign-ins',
    summary: "Download sign-ins through a directory's connection, the newest first",
    permission: 'exchanges.read',
    alsoNeeds: ['customers.read'],
    params: connectionRoutes.listSignIns.params,
    query: connectionRoutes.listSignIns.query.omit(whole),
  },
  exportGroups: {
    ...file,
    path: '/api/exports/directories/{directoryId}/groups',
    summary: "Download a directory's groups with what they feed",
    permission: 'directories.read',
    params: groupRoutes.listGroups.params,
    query: groupRoutes.listGroups.query.omit(whole),
  },
} as const satisfies Contract
