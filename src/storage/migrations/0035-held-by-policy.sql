-- The access policy may hold a directory's new people back as well; see model/identity/matching.ts.
alter table directory_users
  drop constraint directory_users_held_check,
  add constraint directory_users_held_check check (held in ('staff-address', 'quota', 'access-policy'));
