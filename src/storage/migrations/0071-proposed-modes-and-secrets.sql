-- Letting people in again is proposed as well, and another provider of OIDC comes with its own secret.
alter table setup_proposals drop constraint setup_proposals_kind_check;
alter table setup_proposals add constraint setup_proposals_kind_check
  check (kind in ('certificate', 'issuer', 'token', 'mode'));
-- The client secret that is not the connection's: while it waits, the proposed one; once released, the one of before, as long as
-- the release can be taken back.
alter table setup_proposals add column client_secret text;
create index setup_proposals_secret on setup_proposals (site_id, decided_at) where client_secret is not null;
create index setup_proposals_open on setup_proposals (site_id) where state = 'open';
