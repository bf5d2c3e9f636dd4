-- Who works for one directory does so as a role of its own. A policy that asked "one directory, or the whole site?" was computed anew in
-- every statement, table by table. One that only compares is settled together with the statement's own condition, before a
-- row is read (decision 23). The owner is a member of the role: whoever works as the owner, as a migration does, becomes doorward_app first.
do $$
declare t name;
begin
  for t in
    select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'directory' and c.relnamespace = 'doorward'::regnamespace
  loop
    execute format('drop policy directory on %I', t);
    execute format(
      'create policy directory on %I as restrictive to doorward_directory using (directory_id = nullif(current_setting(''doorward.directory_id'', true), '''')::integer)', t);
  end loop;
end $$;

drop function current_directory();
