-- People with an internal account, and how they show who they are. Secrets are kept as hashes only; what belongs to one
-- person goes with that person's row.

create table staff (
  site_id integer not null references sites (id) on delete cascade,
  staff_id uuid not null,
  name text not null,
  address text not null,
  address_folded text collate "C" not null,
  role text collate "C" not null check (role in ('owner', 'admin', 'agent', 'auditor', 'member')),
  disabled boolean not null default false,
  -- Argon2id in PHC form; null until a password is chosen.
  password_hash text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_sign_in_at timestamptz,
  primary key (site_id, staff_id),
  unique (site_id, address_folded)
);

create index staff_owners on staff (site_id, staff_id) where role = 'owner';

create table staff_sessions (
  site_id integer not null,
  session_id uuid not null,
  staff_id uuid not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ip text,
  user_agent text,
  primary key (site_id, session_id),
  unique (site_id, secret_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index staff_sessions_staff on staff_sessions (site_id, staff_id, session_id);
create index staff_sessions_expiry on staff_sessions (site_id, expires_at);

-- Links that work once: the one of the first start belongs to nobody yet, and its site need not exist, which is why
-- site_id refers to nothing.
create table staff_links (
  site_id integer not null check (site_id > 0),
  link_id uuid not null,
  kind text collate "C" not null check (kind in ('start', 'invite', 'reset')),
  staff_id uuid,
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, link_id),
  unique (site_id, secret_hash),
  foreign key (site_id, staff_id) references staff on delete cascade,
  check ((kind = 'start') = (staff_id is null))
);
create index staff_links_staff on staff_links (site_id, staff_id);
create index staff_links_expiry on staff_links (site_id, expires_at);

-- Browsers in which a person has signed in: strangers' failures do not hold them up.
create table staff_devices (
  site_id integer not null,
  staff_id uuid not null,
  secret_hash bytea not null,
  last_used_at timestamptz not null,
  primary key (site_id, staff_id, secret_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);

create index staff_devices_use on staff_devices (site_id, last_used_at);

-- Attempts to sign in that were not right, counted by a hash of who tried from where.
create table sign_in_attempts (
  site_id integer not null references sites (id) on delete cascade,
  subject_hash bytea not null,
  attempts integer not null,
  since timestamptz not null,
  primary key (site_id, subject_hash)
);
create index sign_in_attempts_since on sign_in_attempts (site_id, since);

do $$
declare t text;
begin
  foreach t in array array['staff', 'staff_sessions', 'staff_links', 'staff_devices', 'sign_in_attempts']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- Who of the staff acted, at a browser or through an API key. Events hold no personal value: the name stands with the person.
alter table audit_events drop constraint audit_events_actor_kind_check;
alter table audit_events add constraint audit_events_actor_kind_check
  check (actor_kind in ('directory', 'command', 'system', 'staff', 'api-key'));
alter table audit_events add column actor_id uuid;
