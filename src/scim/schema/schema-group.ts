/** Group (RFC 7643 4.2), with the characteristics of 8.7.1. */
import { attribute } from './schema-common.ts'
import type { Schema } from './schemas.ts'

export const GROUP_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of users and of other groups.',
  attributes: [
    // Required by the text of 4.2, though the table of 8.7.1 says otherwise; a group without a name is of no use to anyone.
    attribute('displayName', 'The name of the group.', { required: true }),
    attribute('members', 'The members: users, or groups nested in this one.', {
      multiValued: true,
      subAttributes: [
        attribute('value', 'The id of the member.', { mutability: 'immutable' }),
        attribute('$ref', 'The URL of the member.', {
          type: 'reference',
          mutability: 'immutable',
          referenceTypes: ['User', 'Group'],
        }),
        attribute(
          'display',
          'The name that the member was given when it was added; another one later is not taken over.',
          { mutability: 'immutable' },
        ),
        attribute('type', 'Whether the member is a user or a group.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
      ],
    }),
  ],
}
