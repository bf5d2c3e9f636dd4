-- What the agent console keeps: filters and texts that agents come back to, and who looks at a request just now.

-- The queue by each thing that it may be narrowed down by; the open ones by how long they wait, all of them by when they came.
create index requests_nobodys on requests (site_id, waiting_since, request_id) where is_open and assignee_id is null;
create index requests_open_newest on requests (site_id, request_id desc) where is_open;
create index requests_assignee_newest on requests (site_id, assignee_id, request_id desc) where assignee_id is not null;
create index requests_category_newest on requests (site_id, status collate "C", request_id desc);
create index requests_status_newest on requests (site_id, status_id, request_id desc) where status_id is not null;

create table request_filters (
  site_id integer not null,
  filter_id uuid not null,
  -- Whose it is; a shared one is shown to everybody at the console.
  staff_id uuid not null,
  name text not null,
  is_shared boolean not null,
  -- What the queue is narrowed down by, as its address says it.
  wanted jsonb not null,
  primary key (site_id, filter_id),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index request_filters_staff on request_filters (site_id, staff_id);
create index request_filters_shared on request_filters (site_id, filter_id) where is_shared;

create table canned_answers (
  site_id integer not null references sites on delete cascade,
  answer_id uuid not null,
  title text not null,
  -- Markdown.
  body text not null,
  primary key (site_id, answer_id)
);

-- Who has a request open at the console. A row lives as long as its page says so.
create table request_viewers (
  site_id integer not null,
  request_id uuid not null,
  staff_id uuid not null,
  is_writing boolean not null,
  seen_at timestamptz not null,
  primary key (site_id, request_id, staff_id),
  foreign key (site_id, request_id) references requests on delete cascade,
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index request_viewers_staff on request_viewers (site_id, staff_id);

do $$
declare t text;
begin
  foreach t in array array['request_filters', 'canned_answers', 'request_viewers'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
