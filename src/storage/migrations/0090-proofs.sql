-- Asking somebody whether a message is theirs: the question, the answer, and the receipt that says so.
create table proofs (
  site_id integer not null,
  proof_id uuid not null,
  request_id uuid not null,
  -- Null: the request itself.
  comment_id uuid,
  -- Whom it must be, and the address that they held when it was asked.
  customer_id uuid not null,
  address text not null,
  asked_by_id uuid not null,
  asked_at timestamptz not null,
  -- Of the link, which is made when the mail is sent.
  secret_hash bytea,
  expires_at timestamptz,
  answer text check (answer in ('yes', 'no', 'warn')),
  answered_at timestamptz,
  -- The answer, signed with the site's key.
  receipt text,
  -- Somebody else who opened the link, signed in.
  opened_by_other_id uuid,
  primary key (site_id, proof_id),
  foreign key (site_id, request_id) references requests on delete cascade
);
create index proofs_request on proofs (site_id, request_id, proof_id);
create index proofs_customer on proofs (site_id, customer_id, proof_id);
create unique index proofs_secret on proofs (site_id, secret_hash) where secret_hash is not null;

-- With what a site signs receipts; the public half is shown to everybody.
create table receipt_keys (
  site_id integer not null references sites on delete cascade,
  key_id text collate "C" not null,
  private_key text not null,
  public_key text not null,
  created_at timestamptz not null,
  primary key (site_id, key_id)
);

do $$
declare t text;
begin
  foreach t in array array['proofs', 'receipt_keys'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
