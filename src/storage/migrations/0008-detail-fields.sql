-- What a site wants to know of its customers beyond name and address, and what directories say about it.
create table detail_fields (
  site_id integer not null references sites (id) on delete cascade,
  key_folded text collate "C" not null,
  key text not null,
  label text not null,
  type text collate "C" not null check (type in ('text', 'number', 'boolean', 'date')),
  description text not null,
  created_at timestamptz not null,
  primary key (site_id, key_folded)
);
alter table detail_fields enable row level security;
alter table detail_fields force row level security;
create policy site on detail_fields to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on detail_fields for select to doorward_backup using (true);
grant select, insert, update, delete on detail_fields to doorward_app;
grant select on detail_fields to doorward_backup;

-- JSON: {"contractNumber": "C-17"}
alter table customers add column details text not null default '{}';
