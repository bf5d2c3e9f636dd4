-- Proofs of domains by DNS. One that is only begun confers nothing and stands in nobody's way; what is proven stands in
-- directory_domains as well, because that is what every write of a directory reads.
create table domain_proofs (
  site_id integer not null,
  directory_id integer not null,
  domain text collate "C" not null,
  -- What the record must say. It is no secret: everybody can read it in the DNS.
  token text collate "C" not null,
  begun_at timestamptz not null,
  -- Null: begun only.
  proven_at timestamptz,
  checked_at timestamptz,
  seen_at timestamptz,
  -- When the record was first missed since it was seen.
  missing_since timestamptz,
  primary key (site_id, directory_id, domain),
  foreign key (site_id, directory_id) references directories on delete cascade,
  check (missing_since is null or proven_at is not null)
);
create unique index domain_proofs_one on domain_proofs (site_id, domain) where proven_at is not null;
create index domain_proofs_checked on domain_proofs (site_id, checked_at) where proven_at is not null;

-- One proven owner.
create unique index directory_domains_one_proven on directory_domains (site_id, domain) where authority = 'proven';

alter table domain_proofs enable row level security;
alter table domain_proofs force row level security;
create policy site on domain_proofs to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on domain_proofs as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy backup on domain_proofs for select to doorward_backup using (true);
grant select, insert, update, delete on domain_proofs to doorward_app;
grant select on domain_proofs to doorward_backup;
