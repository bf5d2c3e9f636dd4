-- A person whom several directories have.
alter table customers
  -- Directory users of several directories may stand for this customer: a write of one asks for those of the others.
  add column several_links boolean not null default false;

-- A directory's write sees no other directory's users. Of a person whom several have it must know whether the others have them
-- active: so much is told by one narrow function, which holds itself to the site of the transaction.
create policy links on directory_users for select to doorward_search using (true);
grant select (site_id, directory_id, user_id, customer_id, active, linked_at) on directory_users to doorward_search;

create function links_of(p_site integer, p_customer uuid)
  returns table (directory_id integer, user_id uuid, active boolean, linked_at timestamptz)
  language plpgsql stable security definer set search_path = doorward, pg_temp
as $$ begin
  if p_site is distinct from current_site() then return; end if;
  return query select u.directory_id, u.user_id, u.active, u.linked_at from doorward.directory_users u
    where u.site_id = p_site and u.customer_id = p_customer;
end $$;
revoke all on function links_of from public;
grant execute on function links_of to doorward_app;
grant create on schema doorward to doorward_search;
alter function links_of owner to doorward_search;
revoke create on schema doorward from doorward_search;
