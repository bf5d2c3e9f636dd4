-- Every table is locked away twice: by site, and, for what belongs to one directory, by directory, because many
-- customers' directories share one site. A transaction says whose rows it wants with SET LOCAL; one that says
-- nothing sees nothing. The policies are for named roles only, never for PUBLIC.

create function current_site() returns integer language sql stable parallel safe
  return nullif(current_setting('doorward.site_id', true), '')::integer;

-- Null while the transaction works for the whole site.
create function current_directory() returns integer language sql stable parallel safe
  return nullif(current_setting('doorward.directory_id', true), '')::integer;

grant usage on schema doorward to doorward_app, doorward_backup, doorward_search;
grant select, insert, update, delete on sites to doorward_app;
grant select on sites to doorward_backup;

do $$
declare t text;
begin
  for t in
    select c.relname from pg_class c
    where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r' and c.relname <> 'sites'
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;

  -- Not directory_domains and not organization_sources: a directory's write must know what others have a say in.
  foreach t in array array[
    'directories', 'directory_tokens', 'directory_users', 'directory_user_emails', 'deleted_directory_users',
    'directory_groups', 'directory_group_members', 'directory_group_nesting', 'directory_group_closure',
    'deleted_directory_groups', 'directory_counters', 'exchanges']
  loop
    execute format(
      'create policy directory on %I as restrictive to doorward_app using ((select current_directory()) is null or directory_id = (select current_directory()))', t);
  end loop;
end $$;

-- Audit events are written once. Only their personal values may be removed, by erasure.
revoke update, delete on audit_events from doorward_app;
revoke update on audit_values from doorward_app;
