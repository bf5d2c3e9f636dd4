-- Who gets in. A site without a row has the policy that holds until somebody decides (model/identity/access-policy.ts).
create table access_policies (
  site_id integer not null references sites (id) on delete cascade,
  new_accounts text collate "C" not null check (new_accounts in ('anyone', 'allowlisted', 'invited')),
  allow_domains text[] not null,
  block_domains text[] not null,
  binds_directories boolean not null,
  unknown_senders text collate "C" not null check (unknown_senders in ('refuse', 'hold', 'accept')),
  leaver_mail text collate "C" not null check (leaver_mail in ('refuse', 'suspect')),
  primary key (site_id)
);

alter table access_policies enable row level security;
alter table access_policies force row level security;
create policy site on access_policies to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on access_policies for select to doorward_backup using (true);
grant select, insert, update, delete on access_policies to doorward_app;
grant select on access_policies to doorward_backup;
