-- Passkeys of customers, and what a browser of the help centre is asked to sign with one.
alter table sites add column customer_passkeys boolean not null default true;

create table customer_passkeys (
  site_id integer not null,
  passkey_id uuid not null,
  customer_id uuid not null,
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
  -- Whose mailbox was proven when it was made: with another address it is none.
  address_folded text collate "C" not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (site_id, passkey_id),
  unique (site_id, credential_id),
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index customer_passkeys_customer on customer_passkeys (site_id, customer_id, passkey_id);

-- No reference: who ends many sessions does not wait for it, and nobody without the session can use what was asked in it.
alter table passkey_challenges add column customer_session_id uuid;
alter table passkey_challenges drop constraint passkey_challenges_purpose_check;
alter table passkey_challenges add constraint passkey_challenges_purpose_check
  check (purpose in ('sign-in', 'second-factor', 'proof', 'registration', 'portal-sign-in', 'portal-registration'));

create or replace function end_own_ways() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords where site_id = new.site_id and customer_id = new.customer_id;
  delete from doorward.customer_passkeys where site_id = new.site_id and customer_id = new.customer_id;
  return null;
end $$;
create or replace function end_ways_of_address() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords
    where site_id = old.site_id and customer_id = old.customer_id and address_folded = old.address_folded;
  delete from doorward.customer_passkeys
    where site_id = old.site_id and customer_id = old.customer_id and address_folded = old.address_folded;
  return null;
end $$;

alter table customer_passkeys enable row level security;
alter table customer_passkeys force row level security;
create policy site on customer_passkeys to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on customer_passkeys for select to doorward_backup using (true);
grant select, insert, update, delete on customer_passkeys to doorward_app;
grant select on customer_passkeys to doorward_backup;
