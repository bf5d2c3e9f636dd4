-- A person whom a sign-in made has no directory user yet, and their session none: when one arrives and its link ends, that session
-- ends as well. So does one through a directory whose the person is no longer.
create or replace function end_sessions_of_user() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_sessions
    where site_id = old.site_id and directory_id = old.directory_id and user_id = old.user_id;
  delete from doorward.customer_sessions
    where site_id = old.site_id and customer_id = old.customer_id and directory_id = old.directory_id and user_id is null;
  return null;
end $$;
drop trigger end_sessions on directory_users;
create trigger end_sessions after update of active, customer_id on directory_users for each row
  when ((old.active and not new.active) or (old.customer_id is not null and old.customer_id is distinct from new.customer_id))
  execute function end_sessions_of_user();

create function end_sessions_of_manager() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_sessions
    where site_id = new.site_id and customer_id = new.customer_id and user_id is null
      and directory_id is distinct from new.directory_id;
  return null;
end $$;
create trigger end_sessions_of_manager after update of directory_id on customers for each row
  when (old.directory_id is not null and old.directory_id is distinct from new.directory_id)
  execute function end_sessions_of_manager();
