-- How long a site keeps what its identity providers sent and were answered.
alter table sites add column exchange_days integer not null default 30 check (exchange_days between 1 and 3650);
