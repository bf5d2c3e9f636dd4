-- What runs in the background: how each task ended, and how far long work is.

-- The runs of tasks, of each site for itself; those of the server as a whole stand under the number 0, which no site has, so
-- site_id refers to nothing.
create table task_runs (
  site_id integer not null,
  run_id uuid not null,
  task text collate "C" not null,
  result text collate "C" not null check (result in ('running', 'done', 'failed')),
  -- A row stands for so many runs in a row that ended the same: the first began then, the last one as below.
  times integer not null default 1,
  first_at timestamptz not null,
  began_at timestamptz not null,
  -- The last sign of life: of a run that shows none any more the process is gone.
  seen_at timestamptz not null,
  ended_at timestamptz,
  failure_code text collate "C",
  failure text,
  -- JSON: what the task has to say, such as the size of a backup.
  details text not null default '{}',
  primary key (site_id, task, run_id),
  check ((ended_at is null) = (result = 'running')),
  check ((failure_code is null) = (result <> 'failed') and (failure is null) = (failure_code is null))
);
create index task_runs_seen on task_runs (site_id, seen_at, run_id);

-- Long work under way. Its row goes when it is done.
create table work_progress (
  site_id integer not null,
  directory_id integer not null,
  kind text collate "C" not null check (kind in ('replay', 'purge')),
  -- The group whose members are removed; empty where the whole directory is meant.
  subject text collate "C" not null,
  total integer not null,
  done integer not null default 0,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (site_id, directory_id, kind, subject),
  foreign key (site_id, directory_id) references directories on delete cascade
);

-- The last threshold, in days before a token ends, that was said: each is said once.
alter table directory_tokens add column warned_days smallint;
create index directory_tokens_expiry on directory_tokens (site_id, expires_at)
  where expires_at is not null and revoked_at is null;

-- Who is told what only they can do something about.
create index staff_administrators on staff (site_id, staff_id) where role in ('owner', 'admin');

do $$
declare t text;
begin
  foreach t in array array['task_runs', 'work_progress']
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
create policy directory on work_progress as restrictive to doorward_app
  using ((select current_directory()) is null or directory_id = (select current_directory()));
