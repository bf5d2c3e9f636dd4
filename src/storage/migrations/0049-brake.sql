-- What directories take away, for an hour, and while the brake is on for as long as nobody has decided. Nothing else is copied:
-- the members of a deleted group are still in directory_group_members, and are purged when nothing here needs them.

-- A membership of a group that ended. A customer, because the directory user may be gone.
create table removed_members (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  customer_id uuid not null,
  since timestamptz not null,
  removed_at timestamptz not null,
  primary key (site_id, directory_id, group_id, customer_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index removed_members_customer on removed_members (site_id, customer_id);
create index removed_members_removed on removed_members (site_id, directory_id, removed_at);

-- A group's way to an organization that ended: the source, and the group in it or nested in it. No foreign key to the organization:
-- it would have a change of nesting wait for whoever renames an organization, and the two for each other.
create table removed_feeds (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  inner_group_id uuid not null,
  organization_id uuid not null,
  since timestamptz not null,
  removed_at timestamptz not null,
  primary key (site_id, directory_id, group_id, inner_group_id, organization_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index removed_feeds_organization on removed_feeds (site_id, organization_id);
create index removed_feeds_removed on removed_feeds (site_id, directory_id, removed_at);
create index removed_feeds_inner on removed_feeds (site_id, directory_id, inner_group_id);

-- One row for each loss of activity or address, and one for each call that took memberships away.
create table directory_losses (
  site_id integer not null,
  directory_id integer not null,
  at timestamptz not null,
  loss_id bigint generated always as identity,
  kind text collate "C" not null check (kind in ('activity', 'membership', 'address')),
  -- Null for memberships: they have rows of their own.
  customer_id uuid,
  primary key (site_id, directory_id, at, loss_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index directory_losses_customer on directory_losses (site_id, customer_id) where customer_id is not null;

create table brakes (
  site_id integer not null,
  directory_id integer not null,
  brake_id uuid not null,
  -- Null: the whole directory.
  organization_id uuid,
  state text collate "C" not null check (state in ('on', 'released', 'kept')),
  -- What was taken away from this moment on, and before the other, is under the brake.
  since timestamptz not null,
  until timestamptz,
  engaged_at timestamptz not null,
  -- How many had lost, and of how many, when it went on.
  lost integer not null,
  before integer not null,
  -- Whether changes of addresses wait too.
  holds_addresses boolean not null,
  primary key (site_id, directory_id, brake_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, organization_id) references organizations on delete cascade,
  check ((state = 'on') = (until is null))
);
create unique index brakes_on on brakes (site_id, directory_id, organization_id) nulls not distinct where state = 'on';
create index brakes_organization on brakes (site_id, organization_id) where organization_id is not null;

-- While a brake that holds addresses is on.
alter table directories add column addresses_wait boolean not null default false;

do $$
declare t text;
begin
  foreach t in array array['removed_members', 'removed_feeds', 'directory_losses', 'brakes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy directory on %I as restrictive to doorward_directory using (directory_id = nullif(current_setting(''doorward.directory_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
