-- What a customer's own IT proposes once the directory has gone live: an administrator of the site releases or refuses it.
create table setup_proposals (
  site_id integer not null,
  directory_id integer not null,
  proposal_id uuid not null,
  -- Of the link by which it was made; the link may be gone.
  link_id uuid not null,
  kind text collate "C" not null check (kind in ('certificate', 'issuer', 'token')),
  state text collate "C" not null default 'open' check (state in ('open', 'released', 'refused', 'used')),
  -- JSON: what is proposed, and what was before where that is needed to take it back. No secrets.
  proposed text not null,
  before text,
  -- The token that was made of it.
  token_id uuid,
  made_at timestamptz not null,
  decided_at timestamptz,
  primary key (site_id, directory_id, proposal_id),
  unique (site_id, proposal_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);

alter table setup_proposals enable row level security;
alter table setup_proposals force row level security;
create policy site on setup_proposals to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on setup_proposals as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy backup on setup_proposals for select to doorward_backup using (true);
grant select, insert, update, delete on setup_proposals to doorward_app;
grant select on setup_proposals to doorward_backup;
