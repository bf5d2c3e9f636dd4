-- The mirror: what each identity provider wrote, exactly as it wrote it. Every key begins with (site_id,
-- directory_id). Case folding happens on write, into plain columns with collation "C": under row-level security
-- PostgreSQL uses an index only for leakproof operators, and lower(x) is none.

create table directories (
  site_id integer not null references sites (id) on delete cascade,
  directory_id integer not null check (directory_id > 0),
  name text not null,
  name_folded text collate "C" not null,
  audience text collate "C" not null check (audience in ('customers', 'staff')),
  state text collate "C" not null check (state in ('rehearsal', 'live', 'paused')),
  -- What arrives after this moment grants nothing until it is replayed: '-infinity' in rehearsal, the moment of the
  -- pause or of the subscription's lapse, else 'infinity'.
  grants_until timestamptz not null,
  -- Nobody joined an organization through this directory before it went live.
  live_since timestamptz,
  created_at timestamptz not null,
  primary key (site_id, directory_id),
  unique (site_id, name_folded)
);

create table directory_tokens (
  site_id integer not null,
  directory_id integer not null,
  token_id uuid not null,
  secret_hash bytea not null,
  label text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (site_id, directory_id, token_id),
  unique (site_id, directory_id, secret_hash),
  foreign key (site_id, directory_id) references directories on delete cascade
);

-- Domains for whose addresses a directory may speak. `declared` is an administrator's audited word.
create table directory_domains (
  site_id integer not null,
  directory_id integer not null,
  domain text collate "C" not null,
  authority text collate "C" not null check (authority in ('declared', 'proven')),
  since timestamptz not null,
  primary key (site_id, domain, directory_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);

create table directory_users (
  site_id integer not null,
  directory_id integer not null,
  user_id uuid not null,
  user_name_folded text collate "C" not null,
  external_id text collate "C",
  display_name_folded text collate "C",
  active boolean not null,
  -- The SCIM resource without id, meta and groups, as JSON text: it is returned as it was written.
  resource text not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  customer_id uuid,
  linked_at timestamptz,
  -- A granting effect waits for the directory or the subscription to come back.
  pending boolean not null default false,
  primary key (site_id, directory_id, user_id),
  foreign key (site_id, directory_id) references directories on delete cascade
) with (fillfactor = 85, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
create unique index directory_users_user_name on directory_users (site_id, directory_id, user_name_folded);
create index directory_users_external_id on directory_users (site_id, directory_id, external_id)
  where external_id is not null;
create index directory_users_display_name on directory_users (site_id, directory_id, display_name_folded)
  where display_name_folded is not null;
create index directory_users_customer on directory_users (site_id, customer_id) where customer_id is not null;
create index directory_users_pending on directory_users (site_id, directory_id, user_id) where pending;

-- One row per element of `emails`, because no index under row-level security reaches into arrays or JSON.
create table directory_user_emails (
  site_id integer not null,
  directory_id integer not null,
  user_id uuid not null,
  n smallint not null,
  value_folded text collate "C" not null,
  type_folded text collate "C",
  primary key (site_id, directory_id, user_id, n),
  foreign key (site_id, directory_id, user_id) references directory_users on delete cascade
);
create index directory_user_emails_value
  on directory_user_emails (site_id, directory_id, value_folded, user_id) include (type_folded);

-- What is left of a deleted directory user: enough to know a person who comes back.
create table deleted_directory_users (
  site_id integer not null,
  directory_id integer not null,
  user_id uuid not null,
  external_id text collate "C",
  user_name_folded text collate "C" not null,
  address_folded text collate "C",
  customer_id uuid,
  deleted_at timestamptz not null,
  primary key (site_id, directory_id, user_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index deleted_directory_users_external_id
  on deleted_directory_users (site_id, directory_id, external_id) where external_id is not null;
create index deleted_directory_users_customer
  on deleted_directory_users (site_id, customer_id) where customer_id is not null;

create table directory_groups (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  display_name text not null,
  display_name_folded text collate "C" not null,
  external_id text collate "C",
  -- The SCIM resource without id, meta and members, as JSON text.
  resource text not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  pending boolean not null default false,
  primary key (site_id, directory_id, group_id),
  foreign key (site_id, directory_id) references directories on delete cascade
) with (fillfactor = 85, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
create index directory_groups_display_name on directory_groups (site_id, directory_id, display_name_folded);
create index directory_groups_external_id on directory_groups (site_id, directory_id, external_id)
  where external_id is not null;
create index directory_groups_pending on directory_groups (site_id, directory_id, group_id) where pending;

-- Members are rows, never a document. They reference the user only: a deleted group of a million disappears with its
-- one row, and its members' rows, which nothing reaches any more, are purged in steps.
create table directory_group_members (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  user_id uuid not null,
  added_at timestamptz not null,
  primary key (site_id, directory_id, group_id, user_id),
  foreign key (site_id, directory_id, user_id) references directory_users on delete cascade
) with (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
create index directory_group_members_user
  on directory_group_members (site_id, directory_id, user_id, group_id) include (added_at);

-- Groups inside groups, as the identity provider wrote them …
create table directory_group_nesting (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  inner_group_id uuid not null,
  added_at timestamptz not null,
  primary key (site_id, directory_id, group_id, inner_group_id),
  foreign key (site_id, directory_id, group_id) references directory_groups on delete cascade,
  foreign key (site_id, directory_id, inner_group_id) references directory_groups on delete cascade
);
create index directory_group_nesting_inner
  on directory_group_nesting (site_id, directory_id, inner_group_id, group_id);

-- … and flattened: every group contains itself, and whatever is reached through it, at any depth, cycles included.
create table directory_group_closure (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  inner_group_id uuid not null,
  since timestamptz not null,
  primary key (site_id, directory_id, group_id, inner_group_id),
  foreign key (site_id, directory_id, group_id) references directory_groups on delete cascade,
  foreign key (site_id, directory_id, inner_group_id) references directory_groups on delete cascade
);
create index directory_group_closure_inner
  on directory_group_closure (site_id, directory_id, inner_group_id, group_id) include (since);

-- Deleted groups whose members' rows are still to be removed.
create table deleted_directory_groups (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  deleted_at timestamptz not null,
  primary key (site_id, directory_id, group_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);

-- Totals as insert-only deltas, summed on read and folded by a job: one counter row per directory would make every
-- create wait for the one before. What only ever accompanies a checked row (totals, audit events, the outbox) has no
-- foreign key of its own: each check costs every create some 5 %.
create table directory_counters (
  site_id integer not null,
  directory_id integer not null,
  what text collate "C" not null,
  counter_id bigint generated always as identity,
  delta bigint not null,
  primary key (site_id, directory_id, what, counter_id)
);
