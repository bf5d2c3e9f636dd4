-- Staff whom a directory of the site's own employees manages.
alter table staff
  add column directory_id integer,
  -- Who it is there. Not a reference: of who left it says who that was.
  add column directory_user_id uuid,
  -- The role that people gave, and the one that the directory's rules give; `role` is what comes of both.
  add column hand_role text collate "C" check (hand_role in ('owner', 'admin', 'agent', 'auditor', 'member')),
  add column rule_role text collate "C" check (rule_role in ('admin', 'agent', 'auditor')),
  -- Refused by people's word, and by the directory's; `disabled` is what comes of both. False where no directory manages.
  add column hand_disabled boolean not null default false,
  add column directory_disabled boolean not null default false,
  add check ((directory_id is null) = (directory_user_id is null)),
  add foreign key (site_id, directory_id) references directories;
create unique index staff_directory_user on staff (site_id, directory_id, directory_user_id) where directory_id is not null;
create index staff_directory on staff (site_id, directory_id, staff_id) where directory_id is not null;
create index staff_with_seat on staff (site_id, staff_id) where role <> 'member' and not disabled;

-- How many people directories may give a seat; null: as many as they like.
alter table sites add column seats_max integer check (seats_max > 0);

-- Which groups of a directory of staff make somebody more than a member.
create table role_rules (
  site_id integer not null,
  directory_id integer not null,
  -- The external id of a group, or its id here, as it was given …
  group_ref text collate "C" not null,
  role text collate "C" not null check (role in ('admin', 'agent', 'auditor')),
  -- … and read as one of here, where it can be that.
  group_id uuid,
  primary key (site_id, directory_id, group_ref),
  foreign key (site_id, directory_id) references directories on delete cascade
);
alter table role_rules enable row level security;
alter table role_rules force row level security;
create policy site on role_rules to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on role_rules as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy backup on role_rules for select to doorward_backup using (true);
grant select, insert, update, delete on role_rules to doorward_app;
grant select on role_rules to doorward_backup;

-- A user of a directory of staff may be held back for reasons of its own; see model/identity/staff-projection.ts.
alter table directory_users
  drop constraint directory_users_held_check,
  add constraint directory_users_held_check check (held in ('staff-address', 'quota', 'access-policy', 'erased', 'no-address',
    'staff-known', 'domain-of-another', 'last-owner'));
