-- Which groups of a directory are which organizations. Without rules every group is an organization of its own.

-- What becomes of a group that no rule takes.
alter table directories add column unmatched text collate "C" not null default 'own' check (unmatched in ('own', 'nothing'));

create table mapping_rules (
  site_id integer not null,
  directory_id integer not null,
  rule_id uuid not null,
  -- The first rule that takes a group decides.
  place smallint not null,
  subject text collate "C" not null check (subject in ('name', 'id')),
  way text collate "C" not null check (way in ('exact', 'prefix', 'pattern')),
  value text not null,
  -- Null: its groups belong to no organization.
  organization_id uuid,
  -- Null while it waits for a site administrator: until then it is as if it were not there.
  confirmed_at timestamptz,
  primary key (site_id, rule_id),
  unique (site_id, directory_id, place),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, organization_id) references organizations (site_id, organization_id)
);
create index mapping_rules_organization on mapping_rules (site_id, organization_id) where organization_id is not null;

-- A home organization that waits until a site administrator confirms it; one in force is a source.
create table waiting_homes (
  site_id integer not null,
  directory_id integer not null,
  organization_id uuid not null,
  since timestamptz not null,
  primary key (site_id, organization_id, directory_id),
  unique (site_id, directory_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, organization_id) references organizations (site_id, organization_id)
);

-- Whether who joins may read the requests that were shared with it before.
alter table organizations add column shows_earlier boolean not null default false;

-- Whether a rule led the group there, and not its name.
alter table organization_sources add column by_rule boolean not null default false;

-- No policy by directory, as with sources: a directory's write must know what others count on.
do $$
declare t text;
begin
  foreach t in array array['mapping_rules', 'waiting_homes']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
