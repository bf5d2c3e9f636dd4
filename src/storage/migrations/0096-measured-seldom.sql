-- Whatever measures or vacuums a table has every prepared statement on it planned anew, on each connection. While a directory
-- writes all day, all of these tables were due each time that autovacuum looked, every ten seconds: for half a second to a
-- whole one, calls waited behind plans. Early numbers come from `refresh_statistics`, and what is dead in between is small.
do $$
declare t text;
begin
  foreach t in array array['directory_users', 'directory_user_emails', 'directory_groups', 'directory_group_members',
    'directory_group_closure', 'customers', 'customer_addresses', 'directory_losses', 'audit_events', 'audit_values',
    'exchanges', 'exchange_hours', 'outbox']
  loop
    execute format('alter table doorward.%I set (
      autovacuum_analyze_threshold = 10000, autovacuum_analyze_scale_factor = 0.1,
      autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0.1,
      autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0.2)', t);
  end loop;
end $$;

-- A queue, read from the end at which its rows are deleted.
alter table outbox set (autovacuum_vacuum_threshold = 1000);

-- Texts that no statement compares took half of the time of measuring.
alter table directory_users alter column resource set statistics 0;
alter table directory_groups alter column resource set statistics 0;
alter table audit_events alter column details set statistics 0;
-- How it begins is asked.
alter table audit_values alter column personal_values set statistics 10;
alter table outbox alter column payload set statistics 0;

-- As many rows are read as the column with the most wants, and these are long. They are found by their key.
alter table exchanges
  alter column request_body set statistics 0, alter column response_body set statistics 0,
  alter column effect set statistics 0, alter column path set statistics 0, alter column repairs set statistics 0,
  alter column request_id set statistics 0,
  alter column site_id set statistics 10, alter column directory_id set statistics 10,
  alter column exchange_id set statistics 10, alter column at set statistics 10, alter column method set statistics 10,
  alter column status set statistics 10, alter column duration_ms set statistics 10,
  alter column client set statistics 10;

-- All of these, in the middle of a first synchronization: a sample of 6,000 rows tells enough, and costs a fifth of 30,000.
create or replace function refresh_statistics() returns void language plpgsql security definer
  set search_path = doorward, pg_temp
  set default_statistics_target = 20
as $$ begin
  analyze directory_users, directory_user_emails, directory_groups, directory_group_members,
    directory_group_closure, directory_losses, customers, customer_addresses, organizations, organization_sources,
    directory_counters, audit_events, audit_values, exchanges, exchange_hours, outbox;
end $$;
