-- A sign-in that went to a provider is kept by the browser that began it, sealed by a key of the connection: whoever begins costs
-- no row. Another key, and whoever is on the way begins anew.
drop table pending_logins;
alter table connections add column login_key bytea not null
  default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
comment on table used_assertions is 'Logins, assertions and logout tokens that were used, for as long as they could be used again.';
