-- What letting a directory grant again would come to: counted once, in steps, and kept with its time.
create table previews (
  site_id integer not null,
  directory_id integer not null,
  began_at timestamptz not null,
  -- Null while it is being counted.
  counted_at timestamptz,
  -- The last user that was looked at.
  through uuid not null,
  total integer not null,
  done integer not null default 0,
  -- JSON: how many of each class.
  counts text not null default '{}',
  primary key (site_id, directory_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);

-- Who is in each class. What exactly awaits them is computed when it is read.
create table preview_people (
  site_id integer not null,
  directory_id integer not null,
  class text collate "C" not null,
  user_id uuid not null,
  primary key (site_id, directory_id, class, user_id),
  foreign key (site_id, directory_id) references previews on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['previews', 'preview_people']
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
create policy directory on previews as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
create policy directory on preview_people as restrictive to doorward_directory
  using (directory_id = nullif(current_setting('doorward.directory_id', true), '')::integer);
