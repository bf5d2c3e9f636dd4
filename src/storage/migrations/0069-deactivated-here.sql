-- When an administrator deactivated somebody whom a sign-in through a directory made and whom no directory user is: the directory has
-- said nothing of it. It ends with the person's being active again, in whatever way.
alter table customers add column deactivated_here_at timestamptz;

create function forget_deactivated_here() returns trigger language plpgsql as $$
begin
  new.deactivated_here_at := null;
  return new;
end $$;
create trigger forget_deactivated_here before update of active on customers for each row
  when (new.active and old.deactivated_here_at is not null)
  execute function forget_deactivated_here();
