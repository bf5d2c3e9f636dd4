-- What came back from a provider when one of the staff tried a connection out: for an hour, for that person alone.
create table sign_in_tests (
  site_id integer not null,
  directory_id integer not null,
  report_id uuid not null,
  staff_id uuid not null,
  -- JSON: what came, what was checked, and what would have happened.
  report text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, directory_id, report_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index sign_in_tests_staff on sign_in_tests (site_id, staff_id);
create index sign_in_tests_expiry on sign_in_tests (site_id, expires_at);

alter table sign_in_tests enable row level security;
alter table sign_in_tests force row level security;
create policy site on sign_in_tests to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on sign_in_tests for select to doorward_backup using (true);
create policy directory on sign_in_tests as restrictive to doorward_directory using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
grant select, insert, update, delete on sign_in_tests to doorward_app;
grant select on sign_in_tests to doorward_backup;
