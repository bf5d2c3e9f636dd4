-- Addresses to which people write, and what arrived there.
create table mailboxes (
  site_id integer not null references sites (id) on delete cascade,
  mailbox_id uuid not null,
  -- Folded and without a tag. Of a whole server one mailbox has it: who adds one looks, one after the other.
  address text collate "C" not null,
  -- What a mail that opens a request asks for; with it goes the portal.
  request_type_id uuid not null,
  is_active boolean not null default true,
  created_at timestamptz not null,
  primary key (site_id, mailbox_id),
  constraint mailboxes_address unique (site_id, address),
  foreign key (site_id, request_type_id) references request_types
);
create index mailboxes_request_type on mailboxes (site_id, request_type_id);

-- A mail as it arrived. Its bytes lie among the attachments, under its id, as long as `is_whole`.
create table arrived_mails (
  site_id integer not null,
  arrived_id uuid not null,
  mailbox_id uuid not null,
  -- Of what it says: the same mail that is given twice is one.
  digest bytea not null,
  via text collate "C" not null check (via in ('smtp', 'imap')),
  arrived_at timestamptz not null,
  size_bytes bigint not null,
  -- Null: <>, or not known.
  envelope_from text,
  recipients text[] not null,
  -- Who gave it; null where that is not known, as behind another mail server.
  client_address text,
  helo text,
  -- What it says, once it was read.
  from_name text,
  from_address text,
  from_folded text collate "C",
  subject text,
  message_id text,
  -- MailAuthentication.
  authentication jsonb,
  -- What became of it; null until that is known.
  result text collate "C" check (result in ('opened', 'commented', 'held', 'refused', 'dropped')),
  reason text collate "C",
  reason_values jsonb not null default '{}',
  settled_at timestamptz,
  request_id uuid,
  comment_id uuid,
  -- For so many mails it stands, which one sender wrote in a row; the last of them arrived then.
  times integer not null default 1,
  last_at timestamptz not null,
  is_whole boolean not null default true,
  -- When somebody of the staff last had it taken after all, whatever had spoken against it: later than it was settled, it is decided
  -- upon once more.
  accepted_at timestamptz,
  accepted_by uuid,
  primary key (site_id, arrived_id),
  constraint arrived_mails_digest unique (site_id, mailbox_id, digest),
  check ((result is null) = (reason is null) and (result is null) = (settled_at is null)),
  foreign key (site_id, mailbox_id) references mailboxes on delete cascade
);
create index arrived_mails_mailbox on arrived_mails (site_id, mailbox_id, arrived_id desc);
create index arrived_mails_result on arrived_mails (site_id, result, arrived_id desc);
create index arrived_mails_from on arrived_mails (site_id, from_folded, arrived_id desc);

do $$
declare t text;
begin
  foreach t in array array['mailboxes', 'arrived_mails'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- A mail names no site, but a mailbox: whose that is one narrow function says, of one address.
create policy addressed on mailboxes for select to doorward_search using (true);
grant select (site_id, mailbox_id, address, is_active) on mailboxes to doorward_search;
grant select (id, removing) on sites to doorward_search;

create function mailbox_of(p_address text) returns table (site_id integer, mailbox_id uuid, is_active boolean)
  language sql stable security definer set search_path = doorward, pg_temp
as $$
  select m.site_id, m.mailbox_id, m.is_active and not s.removing from doorward.sites s
    join doorward.mailboxes m on m.site_id = s.id and m.address = p_address
$$;
revoke all on function mailbox_of from public;
grant execute on function mailbox_of to doorward_app;
grant create on schema doorward to doorward_search;
alter function mailbox_of owner to doorward_search;
revoke create on schema doorward from doorward_search;
