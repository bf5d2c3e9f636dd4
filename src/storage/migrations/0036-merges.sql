-- Of two customers one becomes the other: the survivor has everything, and the merged one only leads there.
alter table customers add column merged_into uuid;
alter table customers add foreign key (site_id, merged_into) references customers (site_id, customer_id);
create index customers_merged on customers (site_id, merged_into) where merged_into is not null;

create table customer_merges (
  site_id integer not null,
  merge_id uuid not null,
  survivor_id uuid not null,
  merged_id uuid not null,
  merged_at timestamptz not null,
  -- What the survivor was called before; null: the same. Here and nowhere else a merge keeps a personal value.
  name_before text,
  -- JSON: what moved, by its ids, and what the survivor was before.
  undo text not null,
  undo_until timestamptz not null,
  undone_at timestamptz,
  primary key (site_id, merge_id),
  foreign key (site_id, survivor_id) references customers on delete cascade,
  foreign key (site_id, merged_id) references customers on delete cascade
);
create index customer_merges_survivor on customer_merges (site_id, survivor_id, merge_id);
create index customer_merges_merged on customer_merges (site_id, merged_id, merge_id);

alter table customer_merges enable row level security;
alter table customer_merges force row level security;
create policy site on customer_merges to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on customer_merges for select to doorward_backup using (true);
grant select, insert, update, delete on customer_merges to doorward_app;
grant select on customer_merges to doorward_backup;
