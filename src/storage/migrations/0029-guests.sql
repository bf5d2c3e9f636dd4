-- An administrator's word that a directory speaks for every address that nobody else has a say in; null: it does not.
alter table directories add column guests_since timestamptz;
