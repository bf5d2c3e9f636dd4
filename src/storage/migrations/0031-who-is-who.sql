-- Who is held back, and by which setting; see model/identity/matching.ts.
alter table sites
  -- Domains of the staff, folded: no customer has an address there.
  add column staff_domains text[] collate "C" not null default '{}';
alter table directories
  -- How many people the directory may bring; null: as many as it likes.
  add column people_max integer check (people_max > 0);
alter table directory_users
  -- Why no customer was made of this user, and a person decides; null: one was, or one waits for the directory to grant.
  add column held text collate "C" check (held in ('staff-address', 'quota'));
create index directory_users_held on directory_users (site_id, directory_id, user_id) where held is not null;
