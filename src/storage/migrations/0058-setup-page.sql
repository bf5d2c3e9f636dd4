-- The set-up page for a customer's own IT: a link by mail binds it to one person's mailbox.
create table setup_links (
  site_id integer not null,
  directory_id integer not null,
  link_id uuid not null,
  -- Whom the site's administrator named.
  name text not null,
  address text not null,
  address_folded text collate "C" not null,
  -- Of the link in the last mail; null until it was sent.
  secret_hash bytea,
  -- Who of the staff made it; null at the command line.
  staff_id uuid,
  created_at timestamptz not null,
  -- Until then it must have been opened once.
  expires_at timestamptz not null,
  opened_at timestamptz,
  last_seen_at timestamptz,
  withdrawn_at timestamptz,
  primary key (site_id, directory_id, link_id),
  unique (site_id, link_id),
  unique (site_id, secret_hash),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index setup_links_address on setup_links (site_id, address_folded);

create table setup_sessions (
  site_id integer not null,
  directory_id integer not null,
  session_id uuid not null,
  link_id uuid not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ip text,
  user_agent text,
  primary key (site_id, directory_id, session_id),
  unique (site_id, secret_hash),
  foreign key (site_id, directory_id, link_id) references setup_links on delete cascade
);
create index setup_sessions_link on setup_sessions (site_id, directory_id, link_id);
create index setup_sessions_expiry on setup_sessions (site_id, expires_at);

-- A code for it goes to the address that was named, and signs nobody in at the help centre.
alter table sign_in_codes drop constraint sign_in_codes_purpose_check;
alter table sign_in_codes add constraint sign_in_codes_purpose_check
  check (purpose in ('sign-in', 'new-address', 'set-up'));

alter table audit_events drop constraint audit_events_actor_kind_check;
alter table audit_events add constraint audit_events_actor_kind_check
  check (actor_kind in ('directory', 'command', 'system', 'staff', 'api-key', 'set-up'));

do $$
declare t text;
begin
  foreach t in array array['setup_links', 'setup_sessions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy directory on %I as restrictive to doorward_directory using (directory_id = nullif(current_setting(''doorward.directory_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
