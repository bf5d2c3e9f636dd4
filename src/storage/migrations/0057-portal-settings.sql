-- How long customers stay signed in, and which doors the sign-in page shows besides the e-mail box.
alter table sites
  add column customer_idle_hours integer not null default 12 check (customer_idle_hours between 1 and 720),
  add column customer_session_days integer not null default 7 check (customer_session_days between 1 and 90),
  add column company_chooser boolean not null default false,
  -- No reference: a directory that is disconnected is no door any more.
  add column default_directory_id integer;
