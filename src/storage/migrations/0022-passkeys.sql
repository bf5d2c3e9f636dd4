-- Passkeys of the staff, what a browser is asked to sign with one, and when a session last showed who uses it.

create table staff_passkeys (
  site_id integer not null,
  passkey_id uuid not null,
  staff_id uuid not null,
  credential_id bytea not null,
  -- A COSE key.
  public_key bytea not null,
  -- As the device counted at its last use; 0 of devices that do not count.
  sign_count bigint not null,
  -- How a browser reaches the device.
  transports text[] not null,
  -- The host that it was made for: it works there alone.
  rp_id text not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (site_id, passkey_id),
  unique (site_id, credential_id),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index staff_passkeys_staff on staff_passkeys (site_id, staff_id, passkey_id);

-- Each works once, in the browser that asked for it, and for what it was asked.
create table passkey_challenges (
  site_id integer not null references sites (id) on delete cascade,
  challenge_hash bytea not null,
  browser_hash bytea not null,
  purpose text collate "C" not null check (purpose in ('sign-in', 'second-factor', 'proof', 'registration')),
  -- Who is known already.
  staff_id uuid,
  session_id uuid,
  expires_at timestamptz not null,
  primary key (site_id, challenge_hash),
  foreign key (site_id, staff_id) references staff on delete cascade,
  foreign key (site_id, session_id) references staff_sessions on delete cascade
);
create index passkey_challenges_staff on passkey_challenges (site_id, staff_id);
create index passkey_challenges_session on passkey_challenges (site_id, session_id);
create index passkey_challenges_expiry on passkey_challenges (site_id, expires_at);

-- The secret of the last proof lies with the browser that gave it: a session that was stolen is not made fresh by its owner.
alter table staff_sessions
  add column proof_hash bytea,
  add column proved_at timestamptz;

do $$
declare t text;
begin
  foreach t in array array['staff_passkeys', 'passkey_challenges']
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
