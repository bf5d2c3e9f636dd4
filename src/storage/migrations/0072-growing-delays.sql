-- Whoever tries again and again waits longer each time: until when, of each by which tries are counted.
alter table sign_in_attempts add column waits_until timestamptz;

-- Browsers in which somebody came in: what strangers try does not hold them up. Of an address or a directory's door and the
-- browser's own mark together only the hash is kept, so that the row says nothing of either.
create table known_browsers (
  site_id integer not null references sites (id) on delete cascade,
  mark_hash bytea not null,
  last_used_at timestamptz not null,
  primary key (site_id, mark_hash)
);
create index known_browsers_use on known_browsers (site_id, last_used_at);

alter table known_browsers enable row level security;
alter table known_browsers force row level security;
create policy site on known_browsers to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on known_browsers for select to doorward_backup using (true);
grant select, insert, update, delete on known_browsers to doorward_app;
grant select on known_browsers to doorward_backup;
