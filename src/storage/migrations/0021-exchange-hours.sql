-- What directories' calls came to, hour by hour: a site may have millions of exchanges, and nobody counts them to draw a chart.
-- Written with the exchanges themselves, in batches.
create table exchange_hours (
  site_id integer not null,
  directory_id integer not null,
  hour timestamptz not null,
  exchanges integer not null,
  -- Calls that changed anything.
  effects integer not null,
  refused integer not null,
  failed integer not null,
  primary key (site_id, directory_id, hour),
  foreign key (site_id, directory_id) references directories on delete cascade
) with (fillfactor = 50);
create index exchange_hours_hour on exchange_hours (site_id, hour);

-- Refused and failed calls are what people look for, and few among many.
create index exchanges_refused on exchanges (site_id, directory_id, exchange_id) where status >= 400;

alter table exchange_hours enable row level security;
alter table exchange_hours force row level security;
create policy site on exchange_hours to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy directory on exchange_hours as restrictive to doorward_app
  using ((select current_directory()) is null or directory_id = (select current_directory()));
create policy backup on exchange_hours for select to doorward_backup using (true);
grant select, insert, update, delete on exchange_hours to doorward_app;
grant select on exchange_hours to doorward_backup;

-- The hours that are kept already. Rows are read as the application reads them: forced row-level security shows the owner none.
do $$
declare site integer;
begin
  for site in select id from sites loop
    perform set_config('doorward.site_id', site::text, true);
    set local role doorward_app;
    insert into exchange_hours
      select site_id, directory_id, date_trunc('hour', at, 'UTC'), count(*),
        count(*) filter (where status < 300 and effect <> 'Read only.' and effect not like 'No effect:%'),
        count(*) filter (where status between 400 and 499), count(*) filter (where status >= 500)
      from exchanges where site_id = site group by 1, 2, 3;
    reset role;
  end loop;
end $$;
