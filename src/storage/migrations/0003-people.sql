-- What the projection makes of the mirror: customers with their addresses, organizations with their sources.
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gin with schema public;

create table customers (
  site_id integer not null,
  customer_id uuid not null,
  display_name text not null,
  name_folded text collate "C" not null,
  active boolean not null,
  -- The directory that manages this person; null for an unmanaged customer.
  directory_id integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (site_id, customer_id),
  foreign key (site_id, directory_id) references directories
) with (fillfactor = 90, autovacuum_analyze_scale_factor = 0.02);
create index customers_directory on customers (site_id, directory_id, customer_id) where directory_id is not null;
create index customers_name on customers using gin (site_id, name_folded public.gin_trgm_ops);

alter table directory_users
  add foreign key (site_id, customer_id) references customers (site_id, customer_id);
alter table deleted_directory_users
  add foreign key (site_id, customer_id) references customers (site_id, customer_id);

-- An address is an attribute with a history. A row without `until` is current; a former address keeps its row.
create table customer_addresses (
  site_id integer not null,
  customer_id uuid not null,
  address_id uuid not null,
  address text not null,
  address_folded text collate "C" not null,
  standing text collate "C" not null check (standing in ('held', 'claimed')),
  -- The directory that asserted it, if one did.
  directory_id integer,
  since timestamptz not null,
  until timestamptz,
  primary key (site_id, customer_id, address_id),
  foreign key (site_id, customer_id) references customers on delete cascade
);
create unique index customer_addresses_one_holder
  on customer_addresses (site_id, address_folded) where standing = 'held' and until is null;
create index customer_addresses_address on customer_addresses (site_id, address_folded, customer_id);

create table organizations (
  site_id integer not null references sites (id) on delete cascade,
  organization_id uuid not null,
  name text not null,
  name_folded text collate "C" not null,
  -- Which directory's which group made it appear: that group's new name is its new name.
  created_by_directory_id integer,
  created_by_group_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (site_id, organization_id),
  foreign key (site_id, created_by_directory_id) references directories
);
create unique index organizations_name on organizations (site_id, name_folded);

-- Membership is derived: an organization's members are read through its sources.
create table organization_sources (
  site_id integer not null,
  source_id uuid not null,
  organization_id uuid not null,
  kind text collate "C" not null check (kind in ('group', 'home')),
  directory_id integer not null,
  group_id uuid,
  since timestamptz not null,
  primary key (site_id, source_id),
  foreign key (site_id, organization_id) references organizations on delete cascade,
  foreign key (site_id, directory_id) references directories on delete cascade,
  check ((kind = 'group') = (group_id is not null))
);
create unique index organization_sources_group
  on organization_sources (site_id, directory_id, group_id, organization_id) where kind = 'group';
create unique index organization_sources_home
  on organization_sources (site_id, directory_id, organization_id) where kind = 'home';
create index organization_sources_organization on organization_sources (site_id, organization_id);
