-- The requests of somebody who left go to a colleague, and back within seven days; the leaver stays in their history.
create table hand_overs (
  site_id integer not null,
  hand_over_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  handed_at timestamptz not null,
  undo_until timestamptz not null,
  undone_at timestamptz,
  primary key (site_id, hand_over_id),
  foreign key (site_id, from_id) references customers on delete cascade,
  foreign key (site_id, to_id) references customers on delete cascade
);
create index hand_overs_from on hand_overs (site_id, from_id, hand_over_id);
create index hand_overs_to on hand_overs (site_id, to_id, hand_over_id);

create table hand_over_requests (
  site_id integer not null,
  hand_over_id uuid not null,
  request_id uuid not null,
  -- The colleague had no sight of it before by any organization.
  was_private boolean not null,
  primary key (site_id, hand_over_id, request_id),
  foreign key (site_id, hand_over_id) references hand_overs on delete cascade,
  foreign key (site_id, request_id) references requests on delete cascade
);
create index hand_over_requests_request on hand_over_requests (site_id, request_id, hand_over_id);

do $$
declare t text;
begin
  foreach t in array array['hand_overs', 'hand_over_requests'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
