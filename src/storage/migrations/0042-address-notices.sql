-- Whether people hear at the old and at the new address that theirs was changed.
alter table sites add column address_notices boolean not null default true;
