-- The name an organization was made for, before a directory's name kept it apart from another company's. Groups of one
-- name in one directory feed one organization, whatever other companies have made meanwhile.
alter table organizations add column plain_name_folded text collate "C";
-- Not by UPDATE: row-level security is forced, and shows the owner no row.
alter table organizations alter column plain_name_folded type text collate "C" using name_folded;
alter table organizations alter column plain_name_folded set not null;
create unique index organizations_plain_name
  on organizations (site_id, created_by_directory_id, plain_name_folded) where created_by_directory_id is not null;
