-- Customers and organizations that come in a file. A file is checked first, row by row, and applied when somebody says so.
create table imports (
  site_id integer not null references sites (id) on delete cascade,
  import_id uuid not null,
  kind text collate "C" not null check (kind in ('customers', 'organizations')),
  state text collate "C" not null check (state in ('checking', 'checked', 'applying', 'applied', 'cancelled')),
  file_name text not null,
  -- Whose headings the file has.
  format text collate "C" not null,
  -- Somebody's word that the mailboxes of the file were checked: then new addresses are held.
  is_proven boolean not null,
  -- JSON: each heading, and what is taken from its column; null where it is left out.
  columns text not null,
  -- Who acted last: what is applied is applied in their name.
  actor_kind text collate "C" not null,
  actor text,
  actor_id uuid,
  created_at timestamptz not null,
  -- The last step of checking or applying.
  seen_at timestamptz not null,
  ended_at timestamptz,
  rows integer not null,
  -- How many rows have a verdict, and how many of each.
  creates integer not null default 0,
  changes integer not null default 0,
  same integer not null default 0,
  refused integer not null default 0,
  skipped integer not null default 0,
  -- How many of those that create or change something have done so.
  applied integer not null default 0,
  primary key (site_id, import_id)
);
create index imports_created on imports (site_id, created_at);

-- The rows of a file: personal data of people who may never become customers. They go a week after the file came, those that
-- were not applied at once when somebody cancels; and an erasure must look here as well, by address and by customer.
create table import_rows (
  site_id integer not null,
  import_id uuid not null,
  -- As a spreadsheet counts, headings included.
  row_number integer not null,
  -- JSON: what was read of it.
  content text not null,
  -- Null while it was not judged.
  verdict text collate "C" check (verdict in ('create', 'change', 'same', 'refused', 'skipped')),
  reason text collate "C",
  -- What the reason speaks of: a directory, an entry of a list, another row.
  reason_by text,
  -- What of the row was left out all the same.
  notes text[] not null default '{}',
  -- Whom or what it is about. Not a reference: it may be gone before the row is.
  subject_id uuid,
  applied boolean not null default false,
  primary key (site_id, import_id, row_number),
  foreign key (site_id, import_id) references imports on delete cascade
);
create index import_rows_verdict on import_rows (site_id, import_id, verdict, row_number);
create index import_rows_to_apply on import_rows (site_id, import_id, row_number)
  where verdict in ('create', 'change') and not applied;

do $$
declare t text;
begin
  foreach t in array array['imports', 'import_rows']
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
