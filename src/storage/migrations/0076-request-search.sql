-- Searching what was asked and said. Full text is not leakproof, so that row-level security would have it read every row: it goes
-- through functions that hold themselves to the transaction's site, as the search for names does.

-- Of the summary and the answers; the program gives it, which knows what of the answers is text, and no more than an index takes.
alter table requests add column words tsvector not null default '';
update requests set words = strip(to_tsvector('simple', left(summary || ' ' || field_values::text, 60000)));
-- A comment has 32,000 characters at most.
alter table request_comments add column words tsvector not null
  generated always as (strip(to_tsvector('simple', body))) stored;
create index requests_words on requests using gin (site_id, words) with (fastupdate = off);
create index request_comments_words on request_comments using gin (site_id, words) with (fastupdate = off);

create policy search on requests for select to doorward_search using (true);
create policy search on request_comments for select to doorward_search using (true);
create policy search on shared_requests for select to doorward_search using (true);
create policy search on request_participants for select to doorward_search using (true);
grant select (site_id, request_id, requester_id, requester_staff_id, words) on requests to doorward_search;
grant select (site_id, request_id, comment_id, is_internal, words) on request_comments to doorward_search;
grant select (site_id, request_id, organization_id, shared_at) on shared_requests to doorward_search;
grant select (site_id, request_id, customer_id, staff_id, via_organization_id) on request_participants to doorward_search;

-- Whether words are common: of which the newest texts hold one in two hundred. The planner cannot tell, above all of the beginning of a
-- word: it takes a rare one for one of every two hundred, and walks the whole site for it.
create function are_common_words(p_site integer, p_query text)
  returns boolean language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
as $$ declare
  looked_at constant integer := 5000;
  finds integer;
begin
  if p_site is distinct from current_site() then return false; end if;
  execute
    'select count(*) from (
        (select words from doorward.requests where site_id = $1 order by request_id desc limit $3)
        union all
        (select words from doorward.request_comments where site_id = $1 order by comment_id desc limit $3)) x
      where words @@ to_tsquery(''simple'', $2)'
    into finds using p_site, p_query, looked_at;
  return finds >= looked_at * 2 / 200;
end $$;

-- Every request in which all the words stand, in itself or in one comment. Rare ones are looked up in the index of words, which alone is
-- left to the planner here; there are as many as one in two hundred at most.
create function find_rare_words(p_site integer, p_query text, p_internal boolean, p_before uuid)
  returns setof uuid language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
  set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
as $$ begin
  if p_site is distinct from current_site() then return; end if;
  return query execute
    'select request_id from doorward.requests
        where site_id = $1 and words @@ to_tsquery(''simple'', $2) and request_id < $4
      union
      select request_id from doorward.request_comments
        where site_id = $1 and words @@ to_tsquery(''simple'', $2) and request_id < $4 and ($3 or not is_internal)'
    using p_site, p_query, p_internal, p_before;
end $$;

-- The same of common words, the newest first, as many as are wanted: they are met soon.
create function find_common_words(p_site integer, p_query text, p_internal boolean, p_before uuid, p_limit integer)
  returns setof uuid language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off
as $$ begin
  if p_site is distinct from current_site() then return; end if;
  return query execute
    '(select request_id from doorward.requests
        where site_id = $1 and words @@ to_tsquery(''simple'', $2) and request_id < $4
        order by request_id desc limit $5)
      union
      (select distinct request_id from doorward.request_comments
        where site_id = $1 and words @@ to_tsquery(''simple'', $2) and request_id < $4 and ($3 or not is_internal)
        order by request_id desc limit $5)'
    using p_site, p_query, p_internal, p_before, p_limit;
end $$;

-- Every request in which all the words stand, the newest first, before a given one.
create function search_requests(p_site integer, p_query text, p_internal boolean, p_before uuid, p_limit integer)
  returns setof uuid language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
as $$ begin
  if p_site is distinct from current_site() then return; end if;
  if are_common_words(p_site, p_query) then
    return query select f from find_common_words(p_site, p_query, p_internal, p_before, p_limit) f order by f desc limit p_limit;
  else
    return query select f from find_rare_words(p_site, p_query, p_internal, p_before) f order by f desc limit p_limit;
  end if;
end $$;

-- The same among what somebody who asks may see (model/desk/visibility.ts): what a customer's organizations show is given, as the
-- caller read it. Of rare words each find is asked whether the person sees it; common ones are looked for in what the person sees.
create function search_seen_requests(
  p_site integer, p_query text, p_customer uuid, p_staff uuid, p_organizations uuid[], p_since timestamptz[], p_before uuid,
  p_limit integer)
  returns setof uuid language plpgsql stable security definer
  set search_path = doorward, public, pg_temp
as $$ begin
  if p_site is distinct from current_site() then return; end if;
  if not are_common_words(p_site, p_query) then
    return query execute
      'with mine as materialized (select * from unnest($5, $6) m (organization_id, since))
        select f.request_id from doorward.find_rare_words($1, $2, false, $7) f (request_id)
        where exists (select from doorward.requests r where r.site_id = $1 and r.request_id = f.request_id
              and (r.requester_id = $3 or r.requester_staff_id = $4) offset 0)
          or exists (select from mine cross join lateral (
              select shared_at from doorward.shared_requests s
              where s.site_id = $1 and s.organization_id = mine.organization_id and s.request_id = f.request_id offset 0) s
              where s.shared_at >= mine.since)
          or exists (select from doorward.request_participants q
              where q.site_id = $1 and q.request_id = f.request_id and (q.customer_id = $3 or q.staff_id = $4)
                and (q.via_organization_id is null or q.via_organization_id in (select organization_id from mine)) offset 0)
        order by f.request_id desc limit $8'
      using p_site, p_query, p_customer, p_staff, p_organizations, p_since, p_before, p_limit;
  else
    return query execute
      'with mine as materialized (select * from unnest($5, $6) m (organization_id, since)),
        seen as materialized (
          select request_id from (
            (select request_id from doorward.requests where site_id = $1 and requester_id = $3)
            union
            (select request_id from doorward.requests where site_id = $1 and requester_staff_id = $4)
            union
            (select s.request_id from mine cross join lateral (
              select request_id from doorward.shared_requests
              where site_id = $1 and organization_id = mine.organization_id and shared_at >= mine.since offset 0) s)
            union
            (select q.request_id from doorward.request_participants q where q.site_id = $1 and q.customer_id = $3
              and (q.via_organization_id is null or q.via_organization_id in (select organization_id from mine)))
            union
            (select q.request_id from doorward.request_participants q where q.site_id = $1 and q.staff_id = $4)) x
          where request_id < $7 order by request_id desc)
        select n.request_id from seen n
        where exists (select from doorward.requests r where r.site_id = $1 and r.request_id = n.request_id
              and r.words @@ to_tsquery(''simple'', $2) offset 0)
          or exists (select from doorward.request_comments c where c.site_id = $1 and c.request_id = n.request_id
              and not c.is_internal and c.words @@ to_tsquery(''simple'', $2) offset 0)
        limit $8'
      using p_site, p_query, p_customer, p_staff, p_organizations, p_since, p_before, p_limit;
  end if;
end $$;

do $$ declare f text;
begin
  grant create on schema doorward to doorward_search;
  foreach f in array array['are_common_words', 'find_rare_words', 'find_common_words', 'search_requests', 'search_seen_requests'] loop
    execute format('revoke all on function %I from public', f);
    execute format('alter function %I owner to doorward_search', f);
  end loop;
  -- The other three are called by these.
  grant execute on function search_requests, search_seen_requests to doorward_app;
  revoke create on schema doorward from doorward_search;
end $$;
