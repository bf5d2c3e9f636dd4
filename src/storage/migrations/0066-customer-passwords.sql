-- A password beside the code by mail, where the site lets customers have one; and when a session last showed whose it is.
alter table sites add column customer_passwords boolean not null default false;

create table customer_passwords (
  site_id integer not null,
  customer_id uuid not null,
  password_hash text not null,
  -- Whose mailbox was proven when it was chosen: with another address it is none.
  address_folded text collate "C" not null,
  chosen_at timestamptz not null,
  primary key (site_id, customer_id),
  foreign key (site_id, customer_id) references customers on delete cascade
);

-- By a code, a password or a passkey; null: a directory alone says so, which proves nothing beside the directory.
alter table customer_sessions add column proved_at timestamptz;

alter table sign_in_codes drop constraint sign_in_codes_purpose_check;
alter table sign_in_codes add constraint sign_in_codes_purpose_check
  check (purpose in ('sign-in', 'new-address', 'set-up', 'proof'));

-- Whatever deactivates somebody, joins two, or gives somebody to a directory, to another one or to nobody: a way in of one's own
-- ends with it, and stays ended when the person is back.
create function end_own_ways() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords where site_id = new.site_id and customer_id = new.customer_id;
  return null;
end $$;
create trigger end_own_ways after update of active, merged_into, directory_id on customers for each row
  when ((old.active and not new.active) or (old.merged_into is null and new.merged_into is not null)
    or (old.directory_id is distinct from new.directory_id))
  execute function end_own_ways();

-- So does one whose mailbox is no longer the person's; a person who proves a new one takes it along before.
create function end_ways_of_address() returns trigger language plpgsql as $$
begin
  delete from doorward.customer_passwords
    where site_id = old.site_id and customer_id = old.customer_id and address_folded = old.address_folded;
  return null;
end $$;
create trigger end_ways_of_address after update of until on customer_addresses for each row
  when (old.until is null and new.until is not null)
  execute function end_ways_of_address();

alter table customer_passwords enable row level security;
alter table customer_passwords force row level security;
create policy site on customer_passwords to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on customer_passwords for select to doorward_backup using (true);
grant select, insert, update, delete on customer_passwords to doorward_app;
grant select on customer_passwords to doorward_backup;
