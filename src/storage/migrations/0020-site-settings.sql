-- How a site looks and speaks.
alter table sites
  -- A colour as #rrggbb; null: Doorward's own.
  add column accent text collate "C" check (accent ~ '^#[0-9a-f]{6}$'),
  -- The digest of the logo, which is in the address that it is served at; null: no logo.
  add column logo_hash text collate "C",
  add column languages text[] not null default '{en,de}' check (cardinality(languages) > 0),
  -- For whoever has chosen none, and whose browser speaks none of them.
  add column language text collate "C" not null default 'en',
  add column time_zone text collate "C" not null default 'UTC',
  add constraint sites_language_offered check (language = any (languages));

-- Pictures that were decoded and written anew by the server, never the bytes that somebody sent.
create table site_logos (
  site_id integer primary key references sites (id) on delete cascade,
  hash text collate "C" not null,
  png bytea not null,
  width integer not null,
  height integer not null,
  created_at timestamptz not null
);

alter table site_logos enable row level security;
alter table site_logos force row level security;
create policy site on site_logos to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on site_logos for select to doorward_backup using (true);
grant select, insert, update, delete on site_logos to doorward_app;
grant select on site_logos to doorward_backup;
