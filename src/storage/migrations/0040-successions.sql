-- One directory is the successor of another: its users are the other's people from now on. What was moved is kept for the way back.
create table successions (
  site_id integer not null,
  succession_id uuid not null,
  from_directory_id integer not null,
  to_directory_id integer not null,
  -- Whether a name that only one person has on either side is enough.
  by_name boolean not null,
  begun_at timestamptz not null,
  -- The customer up to whom people were looked at; null when it is through.
  after_id uuid,
  moved integer not null default 0,
  undo_until timestamptz not null,
  undone_at timestamptz,
  primary key (site_id, succession_id),
  foreign key (site_id, from_directory_id) references directories on delete cascade,
  foreign key (site_id, to_directory_id) references directories on delete cascade
);
create index successions_from on successions (site_id, from_directory_id, succession_id);
create index successions_to on successions (site_id, to_directory_id);

create table succession_people (
  site_id integer not null,
  succession_id uuid not null,
  customer_id uuid not null,
  -- The successor's directory user.
  user_id uuid not null,
  -- JSON: the users of the directory of before, each with the moment since which it was linked.
  users text not null,
  -- The merge by which the successor's own customer became this one.
  merge_id uuid,
  primary key (site_id, succession_id, customer_id),
  foreign key (site_id, succession_id) references successions on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index succession_people_customer on succession_people (site_id, customer_id);

do $$
declare t text;
begin
  foreach t in array array['successions', 'succession_people'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- A directory that was disconnected: what becomes of its people, and how far that is.
create table disconnections (
  site_id integer not null,
  directory_id integer not null,
  -- Its people are deactivated, or managed by nobody from now on.
  people text collate "C" not null check (people in ('deactivate', 'release')),
  -- Whoever is released stays in their organizations, by hand.
  keeps_organizations boolean not null,
  begun_at timestamptz not null,
  -- The customer up to whom people were looked at; null when it is through.
  after_id uuid,
  done integer not null default 0,
  primary key (site_id, directory_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);
alter table disconnections enable row level security;
alter table disconnections force row level security;
create policy site on disconnections to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on disconnections as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy backup on disconnections for select to doorward_backup using (true);
grant select, insert, update, delete on disconnections to doorward_app;
grant select on disconnections to doorward_backup;
