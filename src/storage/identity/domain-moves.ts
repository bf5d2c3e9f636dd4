// One domain becomes another, walked by address so that no step is long.
import type { Standing } from '../../model/identity/authority.ts'
import type { MovedDomain, MoveFacts } from '../../model/identity/domain-move.ts'
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'
import { erasedColumn } from './erasure-traces.ts'

/** A present address at the old domain, whose it is, and what is known of the one that would follow. */
export interface MovingAddress extends MoveFacts {
  readonly customerId: string
  readonly name: string
  readonly addressId: string
  readonly address: string
}

/** The next addresses at the old domain of customers whom no directory manages. */
export function nextToMove(siteId: number, { from, to }: MovedDomain, after: string, limit: number): Query {
  const others = `customer_addresses a join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id
    where a.site_id = $1 and a.customer_id <> p.customer_id`
  return {
    name: 'next-to-move',
    text: `with p as materialized (
        select a.customer_id, c.display_name, a.address_id, a.address, a.address_folded, a.standing,
          left(a.address_folded, -length($2)) || $3 as next
        from customer_addresses a join customers c on c.site_id = $1 and c.customer_id = a.customer_id
          and c.directory_id is null and c.merged_into is null
        where a.site_id = $1 and a.hand_domain = $2 and a.address_id > $4
        order by a.address_id limit $5),
      reserved as materialized (
        select $3 = any (staff_domains::text[]) as is_so from sites where id = $1)
      select p.customer_id as "customerId", p.display_name as name, p.address_id as "addressId", p.address, p.standing,
        (select a.customer_id from customer_addresses a where a.site_id = $1 and a.address_folded = p.next
          and a.standing = 'held' and a.until is null and a.customer_id <> p.customer_id) as "holderId",
        (select a.customer_id from ${others} and a.address_folded = p.next and a.until is null
          and c.directory_id is null order by a.customer_id limit 1) as "claimantId",
        (select a.customer_id from ${others} and a.address_folded = p.next and a.standing = 'held'
          and c.directory_id is not null and not c.active
          and not exists (select 1 from customer_addresses l where l.site_id = $1 and l.customer_id = a.customer_id
            and (l.until is null or (l.since, l.address_id) > (a.since, a.address_id)) and l.address_id <> a.address_id)
          order by a.customer_id limit 1) as "leaverId",
        (select is_so from reserved)
          or exists (select 1 from staff s where s.site_id = $1 and s.address_folded = p.next
            and s.address_released_at is null) as "ofStaff",
        exists (select 1 from customer_addresses a where a.site_id = $1 and a.customer_id = p.customer_id
          and a.address_folded = p.next and a.until is null offset 0) as "hasNew",
        exists (select 1 from ${others} and a.address_folded = p.address_folded and a.until is null
          and c.directory_id is null offset 0) as "isShared",
        ${erasedColumn({ address: 'p.next' })} as erased
      from p order by p.address_id`,
    values: [siteId, from, to, after, limit],
  }
}

/** `MoveSay`: which directories have a say in one of the two. */
export function saysInMove(siteId: number, { from, to }: MovedDomain): Query {
  return {
    name: 'says-in-move',
    text: `select x.domain, x.directory_id as "directoryId", d.name as directory, x.authority
      from directory_domains x join directories d on d.site_id = $1 and d.directory_id = x.directory_id
      where x.site_id = $1 and x.domain = any($2::text[]) order by x.domain, x.directory_id`,
    values: [siteId, [from, to]],
  }
}

/** An organization that the old domain feeds. */
export interface FedByMoved {
  readonly id: string
  readonly name: string
  /** Requests of before that whoever joins sees, counted up to a thousand. */
  readonly readable: number
  /** The new one feeds it already. */
  readonly hasNew: boolean
}

export function fedByMoved(siteId: number, { from, to }: MovedDomain): Query {
  return {
    name: 'fed-by-moved',
    text: `select o.organization_id as id, o.name,
        case when o.shows_earlier then (select count(*)::int from (select 1 from shared_requests r
          where r.site_id = $1 and r.organization_id = o.organization_id limit 1000) r) else 0 end as readable,
        exists (select 1 from organization_sources n where n.site_id = $1 and n.kind = 'domain' and n.domain = $3
          and n.organization_id = s.organization_id) as "hasNew"
      from organization_sources s
      join organizations o on o.site_id = $1 and o.organization_id = s.organization_id
      where s.site_id = $1 and s.kind = 'domain' and s.domain = $2 order by o.name, o.organization_id`,
    values: [siteId, from, to],
  }
}

/** The new domain feeds an organization from now on, because a move makes it so; answers nothing when it does already. */
export function feedByMove(
  siteId: number,
  moveId: string,
  { organizationId, to, now }: { readonly organizationId: string; readonly to: string; readonly now: Date },
): Query {
  return {
    name: 'feed-by-move',
    text: `insert into organization_sources (site_id, source_id, organization_id, kind, domain, since, made_by_move)
      values ($1, $2, $3, 'domain', $4, $5, $6)
      on conflict (site_id, domain, organization_id) where kind = 'domain' do nothing returning source_id as id`,
    values: [siteId, newId(now), organizationId, to, now, moveId],
  }
}

/** What a move let feed organizations no longer does. */
export function endFeedsOf(siteId: number, moveId: string, to: string): Query {
  return {
    name: 'end-feeds-of',
    text: `delete from organization_sources
      where site_id = $1 and kind = 'domain' and domain = $3 and made_by_move = $2
      returning organization_id as "organizationId"`,
    values: [siteId, moveId, to],
  }
}

export interface DomainMoveRecord extends MovedDomain {
  readonly id: string
  readonly begunAt: Date
  readonly afterId: string | null
  readonly moved: number
  readonly undoUntil: Date
  readonly undoneAt: Date | null
  readonly back: number
  readonly stayed: number
}

const columns = `move_id as id, from_domain as "from", to_domain as "to", begun_at as "begunAt", after_id as "afterId",
  moved, undo_until as "undoUntil", undone_at as "undoneAt", back, stayed`

export function insertDomainMove(
  siteId: number,
  one: Pick<DomainMoveRecord, 'id' | 'from' | 'to' | 'begunAt' | 'undoUntil'> & { readonly afterId: string },
): Write {
  return {
    name: 'insert-domain-move',
    table: 'domain_moves',
    text: `insert into domain_moves (site_id, move_id, from_domain, to_domain, begun_at, after_id, undo_until)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, one.id, one.from, one.to, one.begunAt, one.afterId, one.undoUntil],
  }
}

/** The last moves of a site, the newest first. */
export function lastDomainMoves(siteId: number, limit: number): Query {
  return {
    name: 'last-domain-moves',
    text: `select ${columns} from domain_moves where site_id = $1 order by move_id desc limit $2`,
    values: [siteId, limit],
  }
}

/** One of them, locked: one step at a time. */
export function domainMoveForStep(siteId: number, moveId: string): Query {
  return {
    name: 'domain-move-for-step',
    text: `select ${columns} from domain_moves where site_id = $1 and move_id = $2 for update`,
    values: [siteId, moveId],
  }
}

/** @param afterId up to which address people were looked at; null when it is through */
export function noteMoveStep(siteId: number, moveId: string, afterId: string | null, moved: number): Write {
  return {
    name: 'note-move-step',
    table: 'domain_moves',
    text: 'update domain_moves set after_id = $3, moved = moved + $4 where site_id = $1 and move_id = $2',
    values: [siteId, moveId, afterId, moved],
  }
}

/** @param afterId anything while it is under way; null when it is through */
export function noteReturnStep(
  siteId: number,
  moveId: string,
  afterId: string | null,
  done: { readonly back: number; readonly stayed: number },
): Write {
  return {
    name: 'note-return-step',
    table: 'domain_moves',
    text: `update domain_moves set after_id = $3, back = back + $4, stayed = stayed + $5
      where site_id = $1 and move_id = $2`,
    values: [siteId, moveId, afterId, done.back, done.stayed],
  }
}

export function noteMoveUndone(siteId: number, moveId: string, afterId: string, now: Date): Write {
  return {
    name: 'note-move-undone',
    table: 'domain_moves',
    text: 'update domain_moves set undone_at = $4, after_id = $3 where site_id = $1 and move_id = $2',
    values: [siteId, moveId, afterId, now],
  }
}

/** Whose address was moved, for the way back. */
export interface MovedPerson {
  readonly customerId: string
  readonly oldAddressId: string
  readonly newAddressId: string
}

export function keepMoved(siteId: number, moveId: string, one: MovedPerson): Write {
  return {
    name: 'keep-moved',
    table: 'domain_move_people',
    isRow: true,
    text: `insert into domain_move_people (site_id, move_id, customer_id, old_address_id, new_address_id)
      values ($1, $2, $3, $4, $5)`,
    values: [siteId, moveId, one.customerId, one.oldAddressId, one.newAddressId],
  }
}

export interface ReturningPerson extends MovedPerson {
  readonly old: string
  readonly new: string
  readonly standing: Standing
  /** Nobody has changed anything since that speaks against it. */
  readonly isAsItWas: boolean
}

export function movedToReturn(siteId: number, moveId: string, limit: number): Query {
  return {
    name: 'moved-to-return',
    text: `select p.customer_id as "customerId", p.old_address_id as "oldAddressId", p.new_address_id as "newAddressId",
        coalesce(o.address, '') as old, coalesce(n.address, '') as new, coalesce(o.standing, 'claimed') as standing,
        coalesce(o.until is not null and n.until is null and c.directory_id is null and c.merged_into is null, false)
          as "isAsItWas"
      from (select * from domain_move_people where site_id = $1 and move_id = $2
        order by customer_id, old_address_id limit $3) p
      join customers c on c.site_id = $1 and c.customer_id = p.customer_id
      left join customer_addresses o on o.site_id = $1 and o.customer_id = p.customer_id and o.address_id = p.old_address_id
      left join customer_addresses n on n.site_id = $1 and n.customer_id = p.customer_id and n.address_id = p.new_address_id
      order by p.customer_id, p.old_address_id`,
    values: [siteId, moveId, limit],
  }
}

export function forgetMoved(siteId: number, moveId: string, people: readonly MovedPerson[]): Write {
  return {
    name: 'forget-moved',
    table: 'domain_move_people',
    text: `delete from domain_move_people where site_id = $1 and move_id = $2 and customer_id = any($3::uuid[])
      and old_address_id = any($4::uuid[])`,
    values: [
      siteId,
      moveId,
      people.map(({ customerId }) => customerId),
      people.map(({ oldAddressId }) => oldAddressId),
    ],
  }
}

/** The address of before is the present one again, since when it was. */
export function takeUpAddress(siteId: number, customerId: string, addressId: string): Write {
  return {
    name: 'take-up-address',
    table: 'customer_addresses',
    text: `update customer_addresses set until = null where site_id = $1 and customer_id = $2 and address_id = $3`,
    values: [siteId, customerId, addressId],
  }
}
