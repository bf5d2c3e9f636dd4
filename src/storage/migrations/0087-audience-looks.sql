-- Who of an organization saw a request when its requester, or an agent, looked last: told apart from who does now, in whichever browser.
-- Nothing is written when somebody joins or leaves, so that no directory waits for it; and no reference leads to organizations or
-- people, so that whoever deletes one waits for nobody who looks.
create table audience_looks (
  site_id integer not null,
  request_id uuid not null,
  viewer_id uuid not null,
  organization_id uuid not null,
  looked_at timestamptz not null,
  fingerprint text collate "C" not null,
  total integer not null check (total >= 0),
  -- Null: they were more than are told apart.
  people uuid[],
  primary key (site_id, request_id, viewer_id, organization_id),
  foreign key (site_id, request_id) references requests on delete cascade
);

alter table audience_looks enable row level security;
alter table audience_looks force row level security;
create policy site on audience_looks to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on audience_looks for select to doorward_backup using (true);
grant select, insert, update, delete on audience_looks to doorward_app;
grant select on audience_looks to doorward_backup;
