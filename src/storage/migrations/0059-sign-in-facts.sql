-- Signing in through a directory goes on for a while after a subscription has lapsed. Of those that had lapsed before, it begins now.
alter table sites add column lapsed_since timestamptz;
update sites set lapsed_since = now() where subscription = 'lapsed';

-- By the name of who left a sign-in is known to be a leaver's.
create index deleted_directory_users_user_name on deleted_directory_users (site_id, directory_id, user_name_folded);
