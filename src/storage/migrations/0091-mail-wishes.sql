-- Of which mails about requests somebody wants none who asks; who chose nothing gets all. Who was merged leaves theirs behind: the
-- survivor's own hold.
create table mail_wishes (
  site_id integer not null references sites on delete cascade,
  -- A customer or one of the staff.
  person_id uuid not null,
  opened boolean not null,
  answers boolean not null,
  resolved boolean not null,
  primary key (site_id, person_id)
);

-- Who gets no mails about one request, whatever happens to it.
create table muted_requests (
  site_id integer not null,
  request_id uuid not null,
  -- A customer, one of the staff, or a sender.
  person_id uuid not null,
  primary key (site_id, request_id, person_id),
  foreign key (site_id, request_id) references requests on delete cascade
);
create index muted_requests_person on muted_requests (site_id, person_id);

do $$
declare t text;
begin
  foreach t in array array['mail_wishes', 'muted_requests'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
