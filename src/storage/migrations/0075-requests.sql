-- What a request is beyond its summary: its portal and key, whose it is, where it stands, who shares it, what was said and done.

-- Statuses that a site adds to the five.
create table request_statuses (
  site_id integer not null references sites on delete cascade,
  status_id uuid not null,
  category text not null
    check (category in ('open', 'waiting-for-customer', 'waiting-for-support', 'resolved', 'closed')),
  name text not null,
  position integer not null,
  archived_at timestamptz,
  primary key (site_id, status_id)
);

alter table requests
  alter column requester_id drop not null,
  -- An employee who asks.
  add column requester_staff_id uuid,
  add column portal_id uuid,
  add column request_type_id uuid,
  add column request_key text collate "C",
  -- By the id of the field.
  add column field_values jsonb not null default '{}',
  add column status text not null default 'open'
    check (status in ('open', 'waiting-for-customer', 'waiting-for-support', 'resolved', 'closed')),
  add column status_id uuid,
  add column is_open boolean not null generated always as (status not in ('resolved', 'closed')) stored,
  -- 1 low, 2 normal, 3 high, 4 urgent.
  add column priority smallint not null default 2 check (priority between 1 and 4),
  add column assignee_id uuid,
  -- Since when the side that has to act has had to.
  add column waiting_since timestamptz,
  add column updated_at timestamptz,
  -- Rises with whatever an agent reads and may have changed meanwhile.
  add column version integer not null default 1,
  -- One of the staff who opened it in somebody's name.
  add column opened_by_id uuid,
  add column assurance text not null default 'known' check (assurance in ('sso', 'proven', 'known', 'unknown', 'suspect')),
  add column evidence jsonb not null default '[]',
  add column score smallint check (score between 1 and 5),
  add column score_comment text,
  add column scored_at timestamptz;

update requests r set portal_id = p.portal_id, request_type_id = t.request_type_id,
    waiting_since = r.created_at, updated_at = r.created_at
  from (select distinct on (site_id) site_id, portal_id from portals order by site_id, position, portal_id) p
  join lateral (select request_type_id from request_types where site_id = p.site_id and portal_id = p.portal_id
    order by position, request_type_id limit 1) t on true
  where p.site_id = r.site_id;
update requests r set request_key = n.key
  from (select q.site_id, q.request_id, p.key || '-' || row_number() over (
      partition by q.site_id, q.portal_id order by q.created_at, q.request_id) as key
    from requests q join portals p on p.site_id = q.site_id and p.portal_id = q.portal_id) n
  where n.site_id = r.site_id and n.request_id = r.request_id;
update portals p set last_number = (select count(*) from requests r where r.site_id = p.site_id and r.portal_id = p.portal_id)
  where exists (select from requests r where r.site_id = p.site_id and r.portal_id = p.portal_id);

alter table requests
  alter column portal_id set not null,
  alter column request_type_id set not null,
  alter column request_key set not null,
  alter column waiting_since set not null,
  alter column updated_at set not null,
  add constraint requests_one_requester check (num_nonnulls(requester_id, requester_staff_id) = 1),
  add foreign key (site_id, requester_staff_id) references staff,
  add foreign key (site_id, portal_id) references portals,
  add foreign key (site_id, request_type_id) references request_types,
  add foreign key (site_id, status_id) references request_statuses,
  add foreign key (site_id, assignee_id) references staff;
create unique index requests_key on requests (site_id, request_key);
create index requests_requester_staff on requests (site_id, requester_staff_id, created_at desc, request_id desc)
  where requester_staff_id is not null;
create index requests_queue on requests (site_id, waiting_since, request_id) where is_open;
create index requests_assignee on requests (site_id, assignee_id, waiting_since, request_id)
  where is_open and assignee_id is not null;
create index requests_portal on requests (site_id, portal_id, request_id desc);
create index requests_type on requests (site_id, request_type_id, request_id desc);
create index requests_status on requests (site_id, status_id, waiting_since, request_id) where status_id is not null;

-- With whom requests are shared. Who belongs to the organization sees what was shared since they joined.
create table shared_requests (
  site_id integer not null,
  organization_id uuid not null,
  request_id uuid not null,
  -- The request's own, by which lists are ordered.
  created_at timestamptz not null,
  shared_at timestamptz not null,
  primary key (site_id, organization_id, request_id),
  foreign key (site_id, organization_id) references organizations,
  foreign key (site_id, request_id) references requests on delete cascade
);
insert into shared_requests select site_id, organization_id, request_id, created_at, created_at
  from requests where organization_id is not null;
alter table requests drop column organization_id;
create index shared_requests_newest on shared_requests (site_id, organization_id, created_at desc, request_id desc);
create index shared_requests_request on shared_requests (site_id, request_id, organization_id);

-- Who takes part by name.
create table request_participants (
  site_id integer not null,
  request_id uuid not null,
  customer_id uuid,
  staff_id uuid,
  person_id uuid not null generated always as (coalesce(customer_id, staff_id)) stored,
  -- They were chosen as somebody of this organization: it ends when they are no longer.
  via_organization_id uuid,
  added_at timestamptz not null,
  primary key (site_id, request_id, person_id),
  check (num_nonnulls(customer_id, staff_id) = 1),
  foreign key (site_id, request_id) references requests on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade,
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index request_participants_customer on request_participants (site_id, customer_id, request_id desc)
  where customer_id is not null;
create index request_participants_staff on request_participants (site_id, staff_id, request_id desc)
  where staff_id is not null;

create table request_comments (
  site_id integer not null,
  comment_id uuid not null,
  request_id uuid not null,
  customer_id uuid,
  staff_id uuid,
  -- One of the staff may answer as an agent, or ask.
  is_agent boolean not null,
  is_internal boolean not null,
  -- Markdown, as it was written.
  body text not null,
  created_at timestamptz not null,
  -- Of who asks.
  assurance text check (assurance in ('sso', 'proven', 'known', 'unknown', 'suspect')),
  evidence jsonb,
  primary key (site_id, comment_id),
  check (num_nonnulls(customer_id, staff_id) = 1),
  check (is_agent or not is_internal),
  foreign key (site_id, request_id) references requests on delete cascade,
  foreign key (site_id, customer_id) references customers,
  foreign key (site_id, staff_id) references staff
);
create index request_comments_request on request_comments (site_id, request_id, comment_id);
create index request_comments_customer on request_comments (site_id, customer_id, comment_id) where customer_id is not null;
create index request_comments_staff on request_comments (site_id, staff_id, comment_id) where staff_id is not null;

-- What was done to a request, as its people read it; values are ids and codes.
create table request_history (
  site_id integer not null,
  entry_id uuid not null,
  request_id uuid not null,
  at timestamptz not null,
  kind text not null,
  -- Neither: the server did it, by a rule or a directory's word.
  customer_id uuid,
  staff_id uuid,
  details jsonb not null,
  primary key (site_id, entry_id),
  foreign key (site_id, request_id) references requests on delete cascade,
  foreign key (site_id, customer_id) references customers,
  foreign key (site_id, staff_id) references staff
);
create index request_history_request on request_history (site_id, request_id, entry_id);
create index request_history_customer on request_history (site_id, customer_id, entry_id) where customer_id is not null;
create index request_history_staff on request_history (site_id, staff_id, entry_id) where staff_id is not null;

do $$
declare t text;
begin
  foreach t in array array['request_statuses', 'shared_requests', 'request_participants', 'request_comments', 'request_history'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;
