-- Mails that go out, or would if the server had a mail server. No secret is kept: a link is made when its mail is sent, and
-- what is kept has a gap in its place.
create table mails (
  site_id integer not null references sites (id) on delete cascade,
  mail_id uuid not null,
  kind text collate "C" not null,
  state text collate "C" not null check (state in ('queued', 'sent', 'failed', 'captured')),
  -- Whom it is about and for; their values stand in the columns below and nowhere else.
  person_id uuid,
  to_name text not null,
  to_address text not null,
  to_folded text collate "C" not null,
  language text collate "C" not null,
  -- JSON: what the kind's text says besides the name.
  said text not null,
  created_at timestamptz not null,
  -- The same for every attempt: whoever gets it twice can tell. Null before the first.
  message_id text collate "C",
  sender text,
  subject text,
  plain text,
  html text,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  ended_at timestamptz,
  -- Why it was not sent, or not yet, as a sentence; or what the mail server answered when it took it.
  last_error text,
  answer text,
  primary key (site_id, mail_id)
);
create index mails_state on mails (site_id, state, mail_id desc);
create index mails_to on mails (site_id, to_folded, mail_id desc);
create index mails_person on mails (site_id, person_id);

do $$
declare t text;
begin
  foreach t in array array['mails']
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

-- The language in which somebody of the staff was last at the pages; null before that.
alter table staff add column language text collate "C";
