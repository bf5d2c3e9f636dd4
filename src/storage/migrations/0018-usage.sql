-- Who is billable and who is not, by day.

-- The seat that a person of the staff has, or had last: in which role, since when and until when. Without it nobody could
-- tell who had a seat on a day on which it was given up.
alter table staff
  add column seat_role text collate "C",
  add column seat_since timestamptz,
  add column seat_until timestamptz,
  add constraint staff_seat check ((seat_role is null) = (seat_since is null));
update staff set seat_role = role, seat_since = created_at, seat_until = case when disabled then updated_at end
  where role <> 'member';
create index staff_seats on staff (site_id, staff_id) where seat_role is not null;
create index staff_members on staff (site_id, created_at) include (seat_until) where role = 'member' and not disabled;

-- How many customers there are below an id; those above it are few, and are counted when somebody asks.
create table customer_totals (
  site_id integer not null references sites (id) on delete cascade,
  customers integer not null,
  counted_below uuid not null,
  primary key (site_id)
);

-- One row for each day of a site that is over.
create table usage_days (
  site_id integer not null references sites (id) on delete cascade,
  day date not null,
  owners integer not null,
  admins integer not null,
  agents integer not null,
  auditors integer not null,
  members integer not null,
  customers integer not null,
  primary key (site_id, day)
);

do $$
declare t text;
begin
  foreach t in array array['customer_totals', 'usage_days']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
