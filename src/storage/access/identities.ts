// Whom a directory's provider calls what; see `sign_in_identities`.
import type { MatchAttribute } from '../../model/access/connection.ts'
import type { SignInUser } from '../../model/access/sign-in.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { Query, Write } from '../statement.ts'

/** How a value of the matching attribute stands in the mirror. */
export function matchValueOf(matchBy: MatchAttribute, value: string): string {
  return matchBy === 'user-name' ? foldCase(value) : value
}

/** Of two who sign in for the first time with one subject or value at once the second waits, and finds what the first did. */
export function holdSubject(siteId: number, directoryId: number, what: string): Query {
  return {
    name: 'hold-subject',
    text: `select pg_advisory_xact_lock(hashtextextended('sign-in ' || $1::int || ' ' || $2::int || ' ' || $3::text, 0))`,
    values: [siteId, directoryId, what],
  }
}

/** What is known of who a provider says has come. */
export interface IdentityFacts {
  readonly identityId: string | null
  readonly knownUser: SignInUser | null
  readonly knownPerson: {
    readonly customerId: string
    readonly active: boolean
    readonly isDeactivatedHere: boolean
  } | null
  readonly userOfValue: SignInUser | null
  readonly hasLeft: boolean
  /** A sign-in made somebody by the value, whom the provider calls by another lasting subject. */
  readonly isOthers: boolean
  readonly hasUsers: boolean
  readonly mayGrant: boolean
  readonly lapsedSince: Date | null
  readonly audience: 'customers' | 'staff'
}

const userColumns = `json_build_object('userId', u.user_id, 'active', u.active, 'customerId', coalesce(u.customer_id, p.staff_id),
    'customerActive', coalesce(c.active, not p.disabled), 'isOwner', coalesce(p.role = 'owner', false), 'hasOtherSubject', exists (select 1 from sign_in_identities o
      where o.site_id = $1 and o.directory_id = $2 and o.user_id = u.user_id and o.is_stable and o.subject_hash <> $3)
      or exists (select 1 from sign_in_identities o
      where o.site_id = $1 and o.directory_id = $2 and o.customer_id = u.customer_id and o.user_id is null and o.is_stable
        and o.subject_hash <> $3))`
const userFrom = `directory_users u
    left join customers c on c.site_id = u.site_id and c.customer_id = u.customer_id
    left join staff p on p.site_id = u.site_id and p.directory_id = u.directory_id and p.directory_user_id = u.user_id`

/** SQL: whether a customer whom a sign-in made is the directory's still, and nobody has arrived as that person. */
const isStillMade = (customer: string) => `${customer}.directory_id = $2 and ${customer}.merged_into is null
            and not exists (select 1 from directory_users a where a.site_id = $1 and a.directory_id = $2
              and a.customer_id = ${customer}.customer_id)`

export function identityFacts(
  siteId: number,
  directoryId: number,
  { subjectHash, matchBy, value }: { subjectHash: Buffer; matchBy: MatchAttribute; value: string | null },
): Query {
  const column = matchBy === 'user-name' ? 'user_name_folded' : 'external_id'
  return {
    name: `identity-facts-${matchBy}`,
    text: `select i.identity_id as "identityId",
        coalesce((select ${userColumns} from ${userFrom}
            where u.site_id = $1 and u.directory_id = $2 and u.user_id = i.user_id),
          (select ${userColumns} from ${userFrom}
            where u.site_id = $1 and u.directory_id = $2 and u.customer_id = i.customer_id limit 1)) as "knownUser",
        (select json_build_object('customerId', p.customer_id, 'active', p.active,
            'isDeactivatedHere', p.deactivated_here_at is not null) from customers p
          where p.site_id = $1 and p.customer_id = i.customer_id and i.user_id is null and ${isStillMade('p')}) as "knownPerson",
        (select ${userColumns} from ${userFrom}
          where u.site_id = $1 and u.directory_id = $2 and u.${column} = $4 limit 1) as "userOfValue",
        exists (select 1 from deleted_directory_users x where x.site_id = $1 and x.directory_id = $2
          and x.${column} = $4)
        or (i.is_stable and exists (select 1 from deleted_directory_users x where x.site_id = $1 and x.directory_id = $2
          and x.user_id = i.user_id))
        or (i.is_stable and exists (select 1 from deleted_directory_users x where x.site_id = $1 and x.directory_id = $2
          and x.customer_id = i.customer_id)) as "hasLeft",
        exists (select 1 from sign_in_identities o join customers p on p.site_id = $1 and p.customer_id = o.customer_id
          where o.site_id = $1 and o.directory_id = $2 and o.match_value = $4 and o.user_id is null and o.is_stable
            and o.subject_hash <> $3 and ${isStillMade('p')}) as "isOthers",
        (select x.user_id from directory_users x where x.site_id = $1 and x.directory_id = $2
          order by x.user_id limit 1) is not null as "hasUsers",
        d.grants_until = 'infinity' as "mayGrant", s.lapsed_since as "lapsedSince", d.audience
      from directories d join sites s on s.id = d.site_id
      left join sign_in_identities i on i.site_id = $1 and i.directory_id = $2 and i.subject_hash = $3
      where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId, subjectHash, value],
  }
}

/** Who came, as whom. */
export interface IdentityRow {
  readonly identityId: string
  readonly subjectHash: Buffer
  readonly isStable: boolean
  readonly userId: string | null
  /** Of a person whom the sign-in made; null where there is a user. */
  readonly customerId: string | null
  readonly matchValue: string
  readonly now: Date
}

export function noteIdentity(siteId: number, directoryId: number, identity: IdentityRow): Write {
  return {
    name: 'note-identity',
    table: 'sign_in_identities',
    text: `insert into sign_in_identities as i (site_id, directory_id, identity_id, subject_hash, is_stable, user_id, customer_id,
        match_value, first_at, last_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
      on conflict (site_id, directory_id, subject_hash) do update set user_id = excluded.user_id,
        customer_id = excluded.customer_id, match_value = excluded.match_value, is_stable = excluded.is_stable,
        last_at = excluded.last_at`,
    values: [
      siteId,
      directoryId,
      identity.identityId,
      identity.subjectHash,
      identity.isStable,
      identity.userId,
      identity.customerId,
      identity.matchValue,
      identity.now,
    ],
  }
}

/** What a provider calls a user, as a hash; in hexadecimal, because it is kept beside other texts. */
export interface Subject {
  readonly identityId: string
  readonly subject: string
}

/** Forgets by which lasting subjects a user has signed in. @returns them */
export function takeSubjects(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'take-subjects',
    text: `delete from sign_in_identities where site_id = $1 and directory_id = $2 and user_id = $3 and is_stable
      returning identity_id as "identityId", encode(subject_hash, 'hex') as subject`,
    values: [siteId, directoryId, userId],
  }
}

/** The same back; one that somebody else has come to be by since stays where it is. */
export function insertSubjects(
  siteId: number,
  directoryId: number,
  { userId, subjects, now }: { userId: string; subjects: readonly Subject[]; now: Date },
): Query {
  return {
    name: 'insert-subjects',
    text: `insert into sign_in_identities (site_id, directory_id, identity_id, subject_hash, is_stable, user_id, match_value,
        first_at, last_at)
      select $1, $2, w.identity_id, decode(w.subject, 'hex'), true, $3, '', $6, $6
      from unnest($4::uuid[], $5::text[]) w (identity_id, subject)
      on conflict (site_id, directory_id, subject_hash) do nothing`,
    values: [
      siteId,
      directoryId,
      userId,
      subjects.map(({ identityId }) => identityId),
      subjects.map(({ subject }) => subject),
      now,
    ],
  }
}

/** Ends what a user opened through the directory. */
export function endSessionsOfUser(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'end-sessions-of-user',
    text: `delete from customer_sessions where site_id = $1 and directory_id = $2 and user_id = $3 returning session_id as id`,
    values: [siteId, directoryId, userId],
  }
}

/** Closes what is asked about users whom their directory has no more. */
export function closeSubjectsOfGone(siteId: number, now: Date): Write {
  return {
    name: 'close-subjects-of-gone',
    table: 'cases',
    text: `update cases c set closed_at = $2, outcome = 'gone'
      where c.site_id = $1 and c.kind = 'subject-changed' and c.closed_at is null
        and not exists (select 1 from directory_users u
          where u.site_id = $1 and u.directory_id = c.directory_id and u.user_id = c.user_id offset 0)`,
    values: [siteId, now],
  }
}

/** From now on the provider, being another one, may call its people by other subjects; whoever was made is found by the value. */
export function forgetLastingSubjects(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-lasting-subjects',
    table: 'sign_in_identities',
    text: 'update sign_in_identities set is_stable = false where site_id = $1 and directory_id = $2 and is_stable',
    values: [siteId, directoryId],
  }
}

/** What people were found by is not what they are found by now: nobody is taken for somebody by it. */
export function forgetMatchValues(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-match-values',
    table: 'sign_in_identities',
    text: `update sign_in_identities set match_value = '' where site_id = $1 and directory_id = $2 and user_id is null`,
    values: [siteId, directoryId],
  }
}

/** People whom sign-ins made, who are the directory's still, and who have arrived as somebody else since. */
export interface Doubled {
  readonly customerId: string
  readonly userCustomerId: string
}

export function doubledPeople(siteId: number, limit: number): Query {
  return {
    name: 'doubled-people',
    text: `select i.customer_id as "customerId", u.customer_id as "userCustomerId"
      from sign_in_identities i
      join customers c on c.site_id = i.site_id and c.customer_id = i.customer_id and c.directory_id = i.directory_id
        and c.merged_into is null
      join connections n on n.site_id = i.site_id and n.directory_id = i.directory_id
      join lateral (
        select x.customer_id from directory_users x where n.match_by = 'user-name'
          and x.site_id = i.site_id and x.directory_id = i.directory_id and x.user_name_folded = i.match_value
        union all
        select x.customer_id from directory_users x where n.match_by = 'external-id'
          and x.site_id = i.site_id and x.directory_id = i.directory_id and x.external_id = i.match_value
        limit 1) u on u.customer_id <> i.customer_id
      where i.site_id = $1 and i.user_id is null and i.customer_id is not null and i.match_value <> ''
        and not exists (select 1 from directory_users a where a.site_id = i.site_id and a.directory_id = i.directory_id
          and a.customer_id = i.customer_id)
      limit $2`,
    values: [siteId, limit],
  }
}
