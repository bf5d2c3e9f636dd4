-- Lists: what identity providers filter and sort by besides names (RFC 7644 3.4.2). An index that ends with the id has equal
-- values in the order of a page, and finds where the page behind a given resource begins.

-- The enterprise extension's manager.value, folded.
alter table directory_users add column manager_folded text collate "C";

-- Rows are changed as the application changes them: forced row-level security shows the owner none.
do $$
declare site integer;
begin
  for site in select id from sites loop
    perform set_config('doorward.site_id', site::text, true);
    set local role doorward_app;
    update directory_users set manager_folded = translate(
        resource::json -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' -> 'manager' ->> 'value',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
      where site_id = site and resource like '%"manager":%';
    reset role;
  end loop;
end $$;

create index directory_users_manager on directory_users (site_id, directory_id, manager_folded, user_id)
  where manager_folded is not null;
create index directory_users_active on directory_users (site_id, directory_id, active, user_id);
create index directory_users_created on directory_users (site_id, directory_id, created_at, user_id);
-- It ends updates in place (HOT). Measured, that costs a change 25 to 35 µs, less than a table of changes would.
create index directory_users_changed on directory_users (site_id, directory_id, updated_at, user_id);
create index directory_groups_created on directory_groups (site_id, directory_id, created_at, group_id);
create index directory_groups_changed on directory_groups (site_id, directory_id, updated_at, group_id);

-- Sorted lists show those without a value, too.
drop index directory_users_external_id;
create index directory_users_external_id on directory_users (site_id, directory_id, external_id, user_id);
drop index directory_users_display_name;
create index directory_users_display_name on directory_users (site_id, directory_id, display_name_folded, user_id);
drop index directory_groups_external_id;
create index directory_groups_external_id on directory_groups (site_id, directory_id, external_id, group_id);
drop index directory_groups_display_name;
create index directory_groups_display_name on directory_groups (site_id, directory_id, display_name_folded, group_id);
