-- Of which requests one of the staff hears by mail; who chose nothing hears of all.
create table desk_notices (
  site_id integer not null,
  staff_id uuid not null,
  new_requests boolean not null,
  assignments boolean not null,
  answers boolean not null,
  primary key (site_id, staff_id),
  foreign key (site_id, staff_id) references staff on delete cascade
);
alter table desk_notices enable row level security;
alter table desk_notices force row level security;
create policy site on desk_notices to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on desk_notices for select to doorward_backup using (true);
grant select, insert, update, delete on desk_notices to doorward_app;
grant select on desk_notices to doorward_backup;
