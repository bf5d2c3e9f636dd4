-- The least a request needs so that the rules about people have something to keep.
create table requests (
  site_id integer not null references sites (id) on delete cascade,
  request_id uuid not null,
  requester_id uuid not null,
  organization_id uuid,
  summary text not null,
  created_at timestamptz not null,
  primary key (site_id, request_id),
  foreign key (site_id, requester_id) references customers (site_id, customer_id),
  foreign key (site_id, organization_id) references organizations (site_id, organization_id)
);
create index requests_requester on requests (site_id, requester_id, created_at desc, request_id desc);
create index requests_organization on requests (site_id, organization_id, created_at desc, request_id desc)
  where organization_id is not null;
