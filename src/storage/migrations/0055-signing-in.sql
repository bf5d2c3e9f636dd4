-- How the people of a directory sign in through their own company, and how customers' sessions are kept.

-- At most one for a directory: SAML or OIDC.
create table connections (
  site_id integer not null,
  directory_id integer not null,
  protocol text collate "C" not null check (protocol in ('saml', 'oidc')),
  mode text collate "C" not null default 'off' check (mode in ('off', 'test', 'optional', 'required')),
  -- Which attribute of a directory user names the person who signs in, and which claim has its value; null: NameID, or sub.
  match_by text collate "C" not null check (match_by in ('external-id', 'user-name')),
  match_claim text,
  -- Where name, address and groups of somebody stand who is made by a sign-in; null: the usual places.
  address_claim text,
  name_claim text,
  groups_claim text,
  just_in_time boolean not null default false,
  -- The provider's entity id (SAML) or issuer (OIDC).
  issuer text collate "C" not null,
  saml text check ((protocol = 'saml') = (saml is not null)),
  oidc text check ((protocol = 'oidc') = (oidc is not null)),
  -- Never shown again.
  client_secret text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (site_id, directory_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index connections_issuer on connections (site_id, issuer);

-- The provider's, by which its word is known: the present one and the next.
create table connection_certificates (
  site_id integer not null,
  directory_id integer not null,
  certificate_id uuid not null,
  pem text not null,
  -- SHA-256 of the certificate, and of its key alone.
  fingerprint bytea not null,
  key_fingerprint bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  added_at timestamptz not null,
  primary key (site_id, directory_id, certificate_id),
  unique (site_id, directory_id, fingerprint),
  foreign key (site_id, directory_id) references connections on delete cascade
);
create index connection_certificates_key on connection_certificates (site_id, key_fingerprint);
create index connection_certificates_expiry on connection_certificates (site_id, not_after);

-- Our own key towards the provider: signs requests, decrypts assertions, proves who we are.
create table connection_keys (
  site_id integer not null,
  directory_id integer not null,
  key_id uuid not null,
  private_key text not null,
  certificate text not null,
  not_after timestamptz not null,
  created_at timestamptz not null,
  primary key (site_id, directory_id, key_id),
  foreign key (site_id, directory_id) references connections on delete cascade
);

-- A sign-in that went to a provider and has not come back; its browser has the secret.
create table pending_logins (
  site_id integer not null,
  directory_id integer not null,
  -- SAML: the request's ID. OIDC: the hash of state.
  login_id text collate "C" not null,
  browser_hash bytea not null,
  purpose text collate "C" not null check (purpose in ('sign-in', 'test')),
  -- Who tries it out.
  staff_id uuid,
  -- A path of the site where the person goes on; null: home.
  return_to text,
  nonce text,
  code_verifier text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, directory_id, login_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index pending_logins_expiry on pending_logins (site_id, expires_at);

-- Assertions and logout tokens that were used, for as long as they could be used again.
create table used_assertions (
  site_id integer not null,
  directory_id integer not null,
  assertion_hash bytea not null,
  until timestamptz not null,
  primary key (site_id, directory_id, assertion_hash),
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index used_assertions_until on used_assertions (site_id, until);

-- Whom a provider calls what: (directory, issuer, subject) is who somebody is. A directory user, or, where a sign-in came first, a
-- customer for whom none has arrived yet.
create table sign_in_identities (
  site_id integer not null,
  directory_id integer not null,
  identity_id uuid not null,
  -- SHA-256 of issuer and subject.
  subject_hash bytea not null,
  is_stable boolean not null,
  user_id uuid,
  customer_id uuid,
  -- By which value of the directory's matching attribute; folded where that is a user name.
  match_value text collate "C" not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (site_id, directory_id, identity_id),
  unique (site_id, directory_id, subject_hash),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index sign_in_identities_user on sign_in_identities (site_id, directory_id, user_id) where user_id is not null;
create index sign_in_identities_value on sign_in_identities (site_id, directory_id, match_value) where user_id is null;
create index sign_in_identities_customer on sign_in_identities (site_id, customer_id) where customer_id is not null;

create table customer_sessions (
  site_id integer not null,
  session_id uuid not null,
  customer_id uuid not null,
  secret_hash bytea not null,
  method text collate "C" not null check (method in ('saml', 'oidc', 'code', 'password', 'passkey', 'invitation')),
  -- Through which directory, and as whom of it.
  directory_id integer,
  user_id uuid,
  -- What the provider calls it, for its word that it is over.
  issuer_session_hash bytea,
  subject_hash bytea,
  -- OIDC: shown to the provider when the person signs out.
  id_token text,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ip text,
  user_agent text,
  primary key (site_id, session_id),
  unique (site_id, secret_hash),
  foreign key (site_id, customer_id) references customers on delete cascade,
  foreign key (site_id, directory_id) references directories on delete cascade,
  check ((directory_id is not null) = (method in ('saml', 'oidc')))
);
create index customer_sessions_customer on customer_sessions (site_id, customer_id, session_id);
create index customer_sessions_subject on customer_sessions (site_id, directory_id, subject_hash) where directory_id is not null;
create index customer_sessions_user on customer_sessions (site_id, directory_id, user_id) where user_id is not null;
create index customer_sessions_expiry on customer_sessions (site_id, expires_at);

-- One-time codes by mail. Also of addresses nobody has: both must take as long and look alike.
create table sign_in_codes (
  site_id integer not null,
  code_id uuid not null,
  browser_hash bytea not null,
  address text not null,
  address_folded text collate "C" not null,
  purpose text collate "C" not null check (purpose in ('sign-in', 'new-address')),
  customer_id uuid,
  -- Of the last code that was mailed; null until then.
  code_hash bytea,
  tries integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, code_id),
  unique (site_id, browser_hash),
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index sign_in_codes_address on sign_in_codes (site_id, address_folded);
create index sign_in_codes_expiry on sign_in_codes (site_id, expires_at);
create index sign_in_codes_customer on sign_in_codes (site_id, customer_id) where customer_id is not null;

-- Whether people whom the directory manages may come in by a code as well: an administrator's word.
alter table directories add column code_door boolean not null default false;

-- Whatever deactivates somebody, joins two, or gives somebody to a directory, in whatever way: what was open ends with it, and
-- stays ended when the person is back.
create function end_sessions_of_customer() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_sessions where site_id = new.site_id and customer_id = new.customer_id;
  delete from doorward.sign_in_codes where site_id = new.site_id and customer_id = new.customer_id;
  return null;
end $$;
create trigger end_sessions after update of active, merged_into, directory_id on customers for each row
  when ((old.active and not new.active) or (old.merged_into is null and new.merged_into is not null)
    or (old.directory_id is null and new.directory_id is not null))
  execute function end_sessions_of_customer();

create function end_sessions_of_user() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_sessions
    where site_id = old.site_id and directory_id = old.directory_id and user_id = old.user_id;
  return null;
end $$;
create trigger end_sessions after update of active on directory_users for each row
  when (old.active and not new.active) execute function end_sessions_of_user();
create trigger end_sessions_at_deletion after delete on directory_users for each row
  execute function end_sessions_of_user();

-- Every sign-in that came to an end, good or bad.
create table sign_ins (
  site_id integer not null,
  sign_in_id uuid not null,
  at timestamptz not null,
  method text collate "C" not null check (method in ('saml', 'oidc', 'code', 'password', 'passkey', 'invitation')),
  directory_id integer,
  purpose text collate "C" not null check (purpose in ('sign-in', 'test')),
  outcome text collate "C" not null,
  -- The first check that failed, in words.
  why text,
  -- As the provider named the person, or the address that was typed.
  said text,
  said_folded text collate "C",
  customer_id uuid,
  ip text,
  user_agent text,
  primary key (site_id, sign_in_id),
  foreign key (site_id, directory_id) references directories on delete cascade,
  foreign key (site_id, customer_id) references customers on delete set null (customer_id)
);
create index sign_ins_at on sign_ins (site_id, at);
create index sign_ins_directory on sign_ins (site_id, directory_id, sign_in_id) where directory_id is not null;
create index sign_ins_said on sign_ins (site_id, said_folded) where said_folded is not null;
create index sign_ins_customer on sign_ins (site_id, customer_id, sign_in_id) where customer_id is not null;

do $$
declare t text;
begin
  foreach t in array array['connections', 'connection_certificates', 'connection_keys', 'pending_logins', 'used_assertions',
      'sign_in_identities', 'customer_sessions', 'sign_in_codes', 'sign_ins'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
  foreach t in array array['connections', 'connection_certificates', 'connection_keys', 'pending_logins', 'used_assertions',
      'sign_in_identities'] loop
    execute format('create policy directory on %I as restrictive to doorward_directory using (directory_id = nullif(current_setting(''doorward.directory_id'', true), '''')::integer)', t);
  end loop;
end $$;
