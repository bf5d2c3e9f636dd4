-- Administrators are told before a certificate of a connection ends: of which threshold, in days, they heard last.
alter table connection_certificates add column warned_days integer;
alter table connection_keys add column warned_days integer;
create index connection_keys_expiry on connection_keys (site_id, not_after);

-- It is compared as it was written, in no language.
alter table connections alter column issuer type text collate "C";
