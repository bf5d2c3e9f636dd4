-- A provider may end a session by its own name for it alone.
create index customer_sessions_issuer_session on customer_sessions (site_id, directory_id, issuer_session_hash)
  where issuer_session_hash is not null;
