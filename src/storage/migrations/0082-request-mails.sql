-- Mails that became a request or a comment, by which answers to them find it.
create table request_mails (
  site_id integer not null,
  -- Of the mail that arrived.
  mail_id uuid not null,
  request_id uuid not null,
  -- Null where the mail brought nothing but a subject.
  comment_id uuid,
  message_id text collate "C",
  at timestamptz not null,
  primary key (site_id, mail_id),
  foreign key (site_id, request_id) references requests on delete cascade
);
create index request_mails_message on request_mails (site_id, message_id) where message_id is not null;
create index request_mails_request on request_mails (site_id, request_id, mail_id);

-- Who else stood in To and Cc of a mail that opened a request: agents read it, and nobody takes part by it.
create table request_addressees (
  site_id integer not null,
  request_id uuid not null,
  address_folded text collate "C" not null,
  address text not null,
  name text not null,
  primary key (site_id, request_id, address_folded),
  foreign key (site_id, request_id) references requests on delete cascade
);
create index request_addressees_address on request_addressees (site_id, address_folded);

-- With it reply addresses are signed; made with the first one.
create table reply_keys (
  site_id integer primary key references sites on delete cascade,
  secret bytea not null
);

-- What of a mail was quoted.
alter table request_comments add column quoted text;

do $$
declare t text;
begin
  foreach t in array array['request_mails', 'request_addressees', 'reply_keys'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
