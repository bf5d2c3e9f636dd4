-- Who belongs to an organization because somebody said so: rows, for they are few.
create table organization_people (
  site_id integer not null,
  organization_id uuid not null,
  customer_id uuid not null,
  since timestamptz not null,
  primary key (site_id, organization_id, customer_id),
  foreign key (site_id, organization_id) references organizations on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index organization_people_customer on organization_people (site_id, customer_id, organization_id) include (since);
create index organization_people_since on organization_people (site_id, organization_id, since);

alter table organization_people enable row level security;
alter table organization_people force row level security;
create policy site on organization_people to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on organization_people for select to doorward_backup using (true);
grant select, insert, update, delete on organization_people to doorward_app;
grant select on organization_people to doorward_backup;

-- Everybody without a directory who holds an address in a domain.
alter table organization_sources
  alter column directory_id drop not null,
  add column domain text collate "C",
  drop constraint organization_sources_kind_check,
  add constraint organization_sources_kind_check check (kind in ('group', 'home', 'domain')),
  add constraint organization_sources_domain_check check ((kind = 'domain') = (domain is not null)),
  add constraint organization_sources_directory_check check ((kind = 'domain') = (directory_id is null));
create unique index organization_sources_one_of_domain
  on organization_sources (site_id, domain, organization_id) where kind = 'domain';

-- The domain of an address that is held and that no directory gave: a column, because under row-level security no index over
-- an expression is used.
alter table customer_addresses add column own_domain text collate "C" generated always as (
  case when standing = 'held' and until is null and directory_id is null then split_part(address_folded, '@', 2) end) stored;
create index customer_addresses_own_domain on customer_addresses (site_id, own_domain, customer_id)
  where own_domain is not null;

-- An import applies the organizations of its rows: only those that are not here are left out.
update import_rows set notes = array_replace(notes, 'organizations-by-hand', 'organization-unknown')
  where 'organizations-by-hand' = any(notes);
