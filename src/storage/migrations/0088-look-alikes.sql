-- By what people and domains are found that a message looks like (docs/assurance.md). Null: nobody has worked it out yet; the program does, in
-- steps, for the table of letters that look alike is its own. Empty: the name says nothing.
alter table customers add column name_key text collate "C";
alter table staff add column name_key text collate "C";
create index customers_name_key on customers (site_id, name_key, directory_id, customer_id) where name_key is not null;
create index customers_without_key on customers (site_id, customer_id) where name_key is null;
create index staff_name_key on staff (site_id, name_key, staff_id) where name_key is not null;
create index staff_without_key on staff (site_id, staff_id) where name_key is null;

-- Domains that messages may look like, once each. A domain stays when its ground goes: whoever looks like it still does.
create table known_domains (
  site_id integer not null references sites on delete cascade,
  domain text collate "C" not null,
  -- 3: of the staff; 2: a directory's word, or an organization's; 1: of people whom no directory manages.
  strength smallint not null check (strength between 1 and 3),
  since timestamptz not null,
  -- Whether its keys are in domain_keys.
  keyed boolean not null default false,
  primary key (site_id, domain)
);
create index known_domains_without_keys on known_domains (site_id, domain) where not keyed;
-- The letters of a domain as they look, all that come of leaving one out, and its label alone.
create table domain_keys (
  site_id integer not null references sites on delete cascade,
  key text collate "C" not null,
  domain text collate "C" not null,
  primary key (site_id, key, domain)
);
create index domain_keys_domain on domain_keys (site_id, domain);

do $$
declare t text;
begin
  foreach t in array array['known_domains', 'domain_keys'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- Nothing is locked where the domain is known already. A backup that is read back brings the rows with it, and names no site.
create function know_domain(p_site integer, p_domain text, p_strength integer, p_since timestamptz)
  returns void language plpgsql set search_path = doorward, public, pg_temp
as $$ begin
  if nullif(current_setting('doorward.site_id', true), '') is null or coalesce(p_domain, '') = '' then return; end if;
  if exists (select from known_domains where site_id = p_site and domain = p_domain and strength >= p_strength) then return; end if;
  insert into known_domains (site_id, domain, strength, since) values (p_site, p_domain, p_strength, p_since) on conflict do nothing;
  update known_domains set strength = p_strength where site_id = p_site and domain = p_domain and strength < p_strength;
end $$;

create function know_domain_of_directory() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin perform know_domain(new.site_id, new.domain, 2, new.since); return null; end $$;
create trigger know_domain after insert on directory_domains for each row execute function know_domain_of_directory();
create trigger know_domain after insert on organization_sources for each row when (new.domain is not null)
  execute function know_domain_of_directory();

create function know_domain_of_staff() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin perform know_domain(new.site_id, split_part(new.address_folded, '@', 2), 3, new.created_at); return null; end $$;
create trigger know_domain after insert on staff for each row execute function know_domain_of_staff();
create trigger know_changed_domain after update of address_folded on staff for each row
  when (old.address_folded <> new.address_folded) execute function know_domain_of_staff();

-- Not of those that a directory gives: its domains are known by its word, and a first sync writes a hundred thousand.
create function know_domain_of_address() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin perform know_domain(new.site_id, split_part(new.address_folded, '@', 2), 1, new.since); return null; end $$;
create trigger know_domain after insert on customer_addresses for each row when (new.directory_id is null)
  execute function know_domain_of_address();

do $$
declare site integer;
begin
  set local role doorward_app;
  for site in select id from sites loop
    perform set_config('doorward.site_id', site::text, true);
    insert into known_domains (site_id, domain, strength, since)
      select site, domain, max(strength), min(since) from (
        select split_part(address_folded, '@', 2) as domain, 3 as strength, created_at as since from staff where site_id = site
        union all select domain, 2, since from directory_domains where site_id = site
        union all select domain, 2, since from organization_sources where site_id = site and domain is not null
        union all select hand_domain, 1, since from customer_addresses where site_id = site and hand_domain is not null) x
      where domain <> '' group by domain;
  end loop;
  perform set_config('doorward.site_id', '', true);
  reset role;
end $$;

-- Reasons name people whom a message looked like: when such a person is erased, it is known where.
create table evidence_mentions (
  site_id integer not null references sites on delete cascade,
  person_id uuid not null,
  -- Of the request, or of the comment.
  message_id uuid not null,
  primary key (site_id, person_id, message_id)
);
alter table evidence_mentions enable row level security;
alter table evidence_mentions force row level security;
create policy site on evidence_mentions to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on evidence_mentions for select to doorward_backup using (true);
grant select, insert, update, delete on evidence_mentions to doorward_app;
grant select on evidence_mentions to doorward_backup;

create function mention_in_evidence() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin
  if nullif(current_setting('doorward.site_id', true), '') is null then return null; end if;
  insert into evidence_mentions (site_id, person_id, message_id)
    select distinct new.site_id, (e ->> 'personId')::uuid,
      (to_jsonb(new) ->> case tg_table_name when 'requests' then 'request_id' else 'comment_id' end)::uuid
    from jsonb_array_elements(new.evidence) e where e ->> 'personId' is not null
    on conflict do nothing;
  return null;
end $$;
create trigger mention after insert or update of evidence on requests for each row
  when (new.evidence::text like '%"personId"%') execute function mention_in_evidence();
create trigger mention after insert or update of evidence on request_comments for each row
  when (new.evidence::text like '%"personId"%') execute function mention_in_evidence();
