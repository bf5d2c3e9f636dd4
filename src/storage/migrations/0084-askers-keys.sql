-- API keys of customers. They ask as that person and do nothing else, and stand for the door by which the person had come in when the
-- key was made: what closes it, or lets the person go, ends the key, and it stays ended.
alter table sites add column customer_api_keys boolean not null default true;

alter table api_keys alter column staff_id drop not null;
alter table api_keys add column customer_id uuid;
-- The beginning of the secret, by which a person tells one key from another; null: it was made before that was kept.
alter table api_keys add column prefix text;
-- Of a customer's: how the session was opened in which it was made, and through a directory as whom of it.
alter table api_keys add column method text collate "C"
  check (method in ('saml', 'oidc', 'code', 'password', 'passkey', 'invitation'));
alter table api_keys add column directory_id integer;
alter table api_keys add column user_id uuid;
alter table api_keys add constraint api_keys_owner_check check (num_nonnulls(staff_id, customer_id) = 1);
alter table api_keys add constraint api_keys_door_check
  check ((customer_id is null) = (method is null)
    and (directory_id is not null) = (method is not null and method in ('saml', 'oidc'))
    and (directory_id is not null or user_id is null));
alter table api_keys add foreign key (site_id, customer_id) references customers on delete cascade;
alter table api_keys add foreign key (site_id, directory_id) references directories on delete cascade;
create index api_keys_customer on api_keys (site_id, customer_id, api_key_id) where customer_id is not null;
create index api_keys_directory on api_keys (site_id, directory_id, user_id) where directory_id is not null;

-- What was open is deleted first: whoever makes a key just now holds the session that it is made in, and is waited for there.
create or replace function end_sessions_of_user() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_sessions
    where site_id = old.site_id and directory_id = old.directory_id and user_id = old.user_id;
  delete from doorward.customer_sessions
    where site_id = old.site_id and customer_id = old.customer_id and directory_id = old.directory_id and user_id is null;
  delete from doorward.api_keys
    where site_id = old.site_id and directory_id = old.directory_id and user_id = old.user_id;
  delete from doorward.api_keys
    where site_id = old.site_id and customer_id = old.customer_id and directory_id = old.directory_id and user_id is null;
  return null;
end $$;
create or replace function end_own_ways() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords where site_id = new.site_id and customer_id = new.customer_id;
  delete from doorward.customer_passkeys where site_id = new.site_id and customer_id = new.customer_id;
  delete from doorward.api_keys where site_id = new.site_id and customer_id = new.customer_id;
  return null;
end $$;
-- A key that was made beside a directory stands for the mailbox.
create or replace function end_ways_of_address() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords
    where site_id = old.site_id and customer_id = old.customer_id and address_folded = old.address_folded;
  delete from doorward.customer_passkeys
    where site_id = old.site_id and customer_id = old.customer_id and address_folded = old.address_folded;
  delete from doorward.api_keys
    where site_id = old.site_id and customer_id = old.customer_id and directory_id is null;
  return null;
end $$;
