-- A site that is to be deleted answers nothing but its restoration until it is due; then it goes in steps.
alter table sites
  add column deletion_due timestamptz,
  add column removing boolean not null default false,
  add constraint sites_removing check (not removing or deletion_due is not null);

-- Audit events stay as they were written, except that those of a site that goes go with it.
grant delete on audit_events to doorward_app;
create policy only_with_the_site on audit_events as restrictive for delete to doorward_app
  using (exists (select from sites s where s.id = site_id and s.removing));

-- Everything of a site as one file, made in the background and kept for a day.
create table site_exports (
  site_id integer not null references sites (id) on delete cascade,
  export_id uuid not null,
  state text collate "C" not null check (state in ('waiting', 'running', 'ready', 'failed')),
  requested_at timestamptz not null,
  tables_total integer not null default 0,
  tables_done integer not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  expires_at timestamptz not null,
  primary key (site_id, export_id)
);
-- The file in pieces, in the database, because whichever process is asked for it must have it.
create table site_export_parts (
  site_id integer not null,
  export_id uuid not null,
  part integer not null,
  content bytea not null,
  primary key (site_id, export_id, part),
  foreign key (site_id, export_id) references site_exports on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['site_exports', 'site_export_parts']
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
