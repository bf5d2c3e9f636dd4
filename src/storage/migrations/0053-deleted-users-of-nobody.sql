-- Users that a directory deleted and that were never anybody here: they go with the site's months for leavers.
create index deleted_directory_users_of_nobody on deleted_directory_users (site_id, deleted_at) where customer_id is null;
