-- A claim that was named before was only shown, and a company's own IT could name it: that it leads somewhere is said anew.
do $$
declare site integer;
begin
  set local role doorward_app;
  for site in select id from sites loop
    perform set_config('doorward.site_id', site::text, true);
    update connections set groups_claim = null where site_id = site and groups_claim is not null;
  end loop;
  perform set_config('doorward.site_id', '', true);
  reset role;
end $$;

-- What a provider says of groups when somebody signs in whom SCIM has not brought. A group that SCIM brings is meant by its own id;
-- any other one that leads to an organization gets a row here, and feeds it as a directory's group does (`organization_sources`).
create table asserted_groups (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  -- As the provider writes it: a name, or an id.
  name text not null,
  name_folded text collate "C" not null,
  -- Where it belongs is to be looked at.
  pending boolean not null,
  created_at timestamptz not null,
  primary key (site_id, directory_id, group_id),
  unique (site_id, directory_id, name_folded),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index asserted_groups_pending on asserted_groups (site_id, directory_id, group_id) where pending;

-- Whom the last sign-in said to be in it. No foreign key to the group: it may be one of `directory_groups`, and whoever deletes that
-- one waits for no sign-in. What is left of a group that is gone is removed by night.
create table asserted_members (
  site_id integer not null,
  directory_id integer not null,
  group_id uuid not null,
  customer_id uuid not null,
  since timestamptz not null,
  primary key (site_id, directory_id, group_id, customer_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index asserted_members_customer on asserted_members (site_id, customer_id, directory_id, group_id) include (since);

-- Whom sign-ins made, by directory: they are at home there, too.
create index sign_in_identities_made on sign_in_identities (site_id, directory_id, customer_id) where customer_id is not null;

do $$
declare t text;
begin
  foreach t in array array['asserted_groups', 'asserted_members'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('create policy directory on %I as restrictive to doorward_directory using (directory_id = nullif(current_setting(''doorward.directory_id'', true), '''')::integer)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
