-- Addresses that wrote and are no customer's. They own requests until somebody comes to hold the address.
create table senders (
  site_id integer not null references sites on delete cascade,
  sender_id uuid not null,
  -- Both are null of one that was erased, whose requests stay.
  address text,
  address_folded text collate "C",
  -- As whoever wrote last from there calls themselves.
  name text not null,
  name_folded text collate "C" not null,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (site_id, sender_id),
  check ((address is null) = (erased_at is not null) and (address is null) = (address_folded is null))
);
create unique index senders_address on senders (site_id, address_folded) where address_folded is not null;
create index senders_name on senders (site_id, name_folded, sender_id);

alter table senders enable row level security;
alter table senders force row level security;
create policy site on senders to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on senders for select to doorward_backup using (true);
grant select, insert, update, delete on senders to doorward_app;
grant select on senders to doorward_backup;

-- Each of these has one who did it; the tables gave the rules their names by themselves.
do $$ declare old record;
begin
  for old in select conrelid::regclass as of, conname from pg_constraint
    where conrelid in ('requests'::regclass, 'request_comments'::regclass, 'attachments'::regclass)
      and contype = 'c' and pg_get_constraintdef(oid) like '%num_nonnulls%' loop
    execute format('alter table %s drop constraint %I', old.of, old.conname);
  end loop;
end $$;

alter table requests
  add column requester_sender_id uuid,
  add foreign key (site_id, requester_sender_id) references senders,
  add constraint requests_one_requester check (num_nonnulls(requester_id, requester_staff_id, requester_sender_id) = 1);
create index requests_requester_sender on requests (site_id, requester_sender_id, created_at desc, request_id desc)
  where requester_sender_id is not null;

alter table request_comments
  add column sender_id uuid,
  add foreign key (site_id, sender_id) references senders,
  add constraint request_comments_one_author check (num_nonnulls(customer_id, staff_id, sender_id) = 1);
create index request_comments_sender on request_comments (site_id, sender_id, comment_id) where sender_id is not null;

alter table request_history
  add column sender_id uuid,
  add foreign key (site_id, sender_id) references senders;
create index request_history_sender on request_history (site_id, sender_id, entry_id) where sender_id is not null;

alter table attachments
  add column sender_id uuid,
  add foreign key (site_id, sender_id) references senders,
  add constraint attachments_one_bearer check (num_nonnulls(customer_id, staff_id, sender_id) = 1);
create index attachments_sender on attachments (site_id, sender_id, request_id) where sender_id is not null;

-- Whoever comes to hold an address, by whatever way, gets what a sender asked from there: that is done soon after. A claimed
-- address brings nothing.
create function senders_found() returns trigger language plpgsql set search_path = doorward, public, pg_temp as $$
begin
  insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
    select c.site_id, overlay(replace(gen_random_uuid()::text, '-', '')
        -- Ids grow with time.
        placing lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') from 1)::uuid, now(), 'adopt-sender', json_build_object('senderId', s.sender_id)::text, c.since
    from came c cross join lateral (
      select sender_id from senders where site_id = c.site_id and address_folded = c.address_folded offset 0) s
    where c.standing = 'held' and c.until is null;
  if found then
    perform pg_notify('doorward_words', (select site_id::text from came limit 1));
  end if;
  return null;
end $$;
create trigger senders_found_new after insert on customer_addresses
  referencing new table as came for each statement execute function senders_found();
create trigger senders_found_changed after update on customer_addresses
  referencing new table as came for each statement execute function senders_found();
