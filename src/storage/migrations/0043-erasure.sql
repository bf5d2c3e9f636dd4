-- A person was erased on an administrator's order: the row stays for the requests, without a value of the person.
alter table customers add column erased_at timestamptz;
create index import_rows_subject on import_rows (site_id, subject_id) where subject_id is not null;
