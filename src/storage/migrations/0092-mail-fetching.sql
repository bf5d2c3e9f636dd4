-- Mailboxes elsewhere, from which mails are fetched.
alter table mailboxes
  add column imap_host text,
  add column imap_port integer check (imap_port between 1 and 65535),
  add column imap_tls text check (imap_tls in ('implicit', 'required', 'off')),
  add column imap_user text,
  -- Written, and never read by anybody but whoever signs in with it.
  add column imap_password text,
  -- Where what was taken is moved; null: it is marked as read.
  add column imap_move_to text,
  -- Whose word on what was checked counts; null: nobody's.
  add column imap_authserv text,
  -- How far it was read: of this folder, up to this message. Null: not yet, and what is there already stays there.
  add column imap_uid_validity bigint,
  add column imap_last_uid bigint,
  add column imap_looked_at timestamptz,
  add column imap_next_at timestamptz,
  add column imap_failures integer not null default 0,
  -- Why the last look came to nothing, by a code; null: it did not.
  add column imap_error text,
  add check (num_nulls(imap_host, imap_port, imap_tls, imap_user, imap_password, imap_next_at) in (0, 6));
