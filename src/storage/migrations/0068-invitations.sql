-- Somebody is invited to the help centre by an address. Nobody is a customer by that: whoever opens the link becomes one.
create table invitations (
  site_id integer not null,
  invitation_id uuid not null,
  address text not null,
  address_folded text collate "C" not null,
  -- As the administrator wrote it; null: the person is asked.
  name text,
  -- Which organization they join. No foreign key: one that is gone by then is passed over.
  organization_id uuid,
  -- What the administrator adds to the mail.
  words text,
  -- Of the link in the last mail; null until it was sent.
  secret_hash bytea,
  -- The last mail with the link.
  mail_id uuid,
  -- Who of the staff invited; null at the command line.
  staff_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  -- Who came by it.
  customer_id uuid,
  revoked_at timestamptz,
  primary key (site_id, invitation_id),
  unique (site_id, secret_hash),
  check ((accepted_at is null) = (customer_id is null)),
  check (accepted_at is null or revoked_at is null)
);
create index invitations_address on invitations (site_id, address_folded, invitation_id);
create index invitations_customer on invitations (site_id, customer_id) where customer_id is not null;
create index invitations_expiry on invitations (site_id, expires_at);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy site on invitations to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on invitations for select to doorward_backup using (true);
grant select, insert, update, delete on invitations to doorward_app;
grant select on invitations to doorward_backup;
