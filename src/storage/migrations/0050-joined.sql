-- No foreign key to the organization: who leaves a group would wait for whoever deletes another one, and fail behind them. What is left
-- of an organization that is gone is removed by night.
-- Since when somebody belonged to an organization who lost a way in: one that was there by then, or came by `until`, continues.
create table organization_joined (
  site_id integer not null,
  organization_id uuid not null,
  customer_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (site_id, organization_id, customer_id),
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index organization_joined_customer on organization_joined (site_id, customer_id);

alter table organization_joined enable row level security;
alter table organization_joined force row level security;
create policy site on organization_joined to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on organization_joined for select to doorward_backup using (true);
grant select, insert, update, delete on organization_joined to doorward_app;
grant select on organization_joined to doorward_backup;
