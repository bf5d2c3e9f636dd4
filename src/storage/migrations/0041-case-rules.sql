-- How cases of a kind that a directory brings up are decided without anybody being asked.
create table case_rules (
  site_id integer not null,
  directory_id integer not null,
  kind text collate "C" not null,
  decision text collate "C" not null,
  set_at timestamptz not null,
  primary key (site_id, directory_id, kind),
  foreign key (site_id, directory_id) references directories on delete cascade
);
alter table case_rules enable row level security;
alter table case_rules force row level security;
create policy site on case_rules to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on case_rules as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy backup on case_rules for select to doorward_backup using (true);
grant select, insert, update, delete on case_rules to doorward_app;
grant select on case_rules to doorward_backup;
