-- What a person must decide. A case holds ids and codes, no names and no addresses: its evidence is read from the rows that the
-- ids lead to, so that it is never stale and erasure finds nothing here.
create table cases (
  site_id integer not null,
  case_id uuid not null,
  kind text collate "C" not null,
  -- What it is about, within its kind: one question is open once.
  case_key text collate "C" not null,
  -- Its source; null where no directory brought it up.
  directory_id integer,
  -- Not a reference: a directory user may be gone before anybody has looked.
  user_id uuid,
  customer_id uuid,
  other_customer_id uuid,
  organization_id uuid,
  -- JSON: codes and numbers.
  details text not null default '{}',
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- What was decided, or how it closed by itself.
  outcome text collate "C",
  -- The decision answers the same question, asked again with the same facts.
  stands boolean not null default false,
  -- Who decided; null while nobody has, and where it closed by itself.
  decided_by_kind text collate "C",
  decided_by text,
  decided_by_id uuid,
  -- JSON: what taking the decision back needs to know, ids and codes again; null: it cannot be taken back.
  undo text,
  undo_until timestamptz,
  primary key (site_id, case_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade,
  foreign key (site_id, other_customer_id) references customers on delete cascade,
  check ((closed_at is null) = (outcome is null)),
  check (closed_at is not null or not stands)
);
create unique index cases_one_open on cases (site_id, kind, case_key) where closed_at is null;
create index cases_standing on cases (site_id, kind, case_key) where stands;
create index cases_open on cases (site_id, case_id) where closed_at is null;
create index cases_open_of_source on cases (site_id, kind, directory_id, case_id) where closed_at is null;
create index cases_closed on cases (site_id, closed_at, case_id) where closed_at is not null;
create index cases_customer on cases (site_id, customer_id, case_id);
create index cases_other_customer on cases (site_id, other_customer_id, case_id);

alter table cases enable row level security;
alter table cases force row level security;
-- Not locked away by directory: a case stands between directories, and a write of one may close what another's opened.
create policy site on cases to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on cases for select to doorward_backup using (true);
grant select, insert, update, delete on cases to doorward_app;
grant select on cases to doorward_backup;
