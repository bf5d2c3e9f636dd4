-- What programs keep with an organization, by keys of their own.
create table organization_properties (
  site_id integer not null,
  organization_id uuid not null,
  property_key text collate "C" not null check (octet_length(property_key) between 1 and 255),
  -- JSON text, as it came.
  value text not null check (octet_length(value) <= 32768),
  primary key (site_id, organization_id, property_key),
  foreign key (site_id, organization_id) references organizations on delete cascade
);
alter table organization_properties enable row level security;
alter table organization_properties force row level security;
create policy site on organization_properties to doorward_app using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on organization_properties for select to doorward_backup using (true);
grant select, insert, update, delete on organization_properties to doorward_app;
grant select on organization_properties to doorward_backup;
