-- Searching inside names cannot use an index under row-level security (LIKE is not leakproof), so it goes through one
-- narrow function that takes the site as its argument and runs as a role which may read only what it searches.
-- Dynamic SQL on purpose: the cached generic plan of a static body was up to a hundred times slower.
create policy search on customers for select to doorward_search using (true);
grant select (site_id, customer_id, name_folded) on customers to doorward_search;

create function search_customers(p_site integer, p_pattern text, p_after uuid, p_limit integer)
  returns setof uuid language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
as $$ begin
  -- No policy holds it to one site, so it holds itself to the site of the transaction.
  if p_site is distinct from current_site() then return; end if;
  return query execute
    'select customer_id from doorward.customers
      where site_id = $1 and name_folded like $2 and customer_id > $3 order by customer_id limit $4'
    using p_site, p_pattern, p_after, p_limit;
end $$;
revoke all on function search_customers from public;
grant execute on function search_customers to doorward_app;
grant create on schema doorward to doorward_search;
alter function search_customers owner to doorward_search;
revoke create on schema doorward from doorward_search;

-- Fresh tables have no statistics, and plans that were cached on empty tables stay bad for thousands of rows (creates
-- fell to a tenth). A first sync asks for new statistics early; ANALYZE needs the owner.
create function refresh_statistics() returns void language plpgsql security definer
  set search_path = doorward, pg_temp
as $$ begin
  analyze directory_users, directory_user_emails, directory_groups, directory_group_members,
    directory_group_closure, customers, customer_addresses, organizations, organization_sources,
    directory_counters, audit_events, audit_values, outbox;
end $$;
revoke all on function refresh_statistics from public;
grant execute on function refresh_statistics to doorward_app;
