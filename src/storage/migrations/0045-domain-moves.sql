-- One domain becomes another for those whom no directory manages. What was moved is kept for the way back.
create table domain_moves (
  site_id integer not null references sites (id) on delete cascade,
  move_id uuid not null,
  from_domain text collate "C" not null,
  to_domain text collate "C" not null,
  begun_at timestamptz not null,
  -- The address up to which people were looked at; null when it is through.
  after_id uuid,
  moved integer not null default 0,
  undo_until timestamptz not null,
  undone_at timestamptz,
  -- Of whom it took back: who has the old address again, and who could not have it.
  back integer not null default 0,
  stayed integer not null default 0,
  primary key (site_id, move_id)
);

create table domain_move_people (
  site_id integer not null,
  move_id uuid not null,
  customer_id uuid not null,
  old_address_id uuid not null,
  new_address_id uuid not null,
  primary key (site_id, move_id, customer_id, old_address_id),
  foreign key (site_id, move_id) references domain_moves on delete cascade,
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index domain_move_people_customer on domain_move_people (site_id, customer_id);

do $$
declare t text;
begin
  foreach t in array array['domain_moves', 'domain_move_people'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- The domain of a present address that no directory gave, held or claimed: a column, as own_domain is.
alter table customer_addresses
  add column hand_domain text collate "C" generated always as (
    case when until is null and directory_id is null then split_part(address_folded, '@', 2) end) stored,
  -- The move that gave the address, and since when whoever has it had the one of before.
  add column continues_move uuid,
  add column continues_since timestamptz;
create index customer_addresses_hand_domain on customer_addresses (site_id, hand_domain, address_id)
  where hand_domain is not null;

-- The move that let the domain feed the organization, and since when the domain of before did.
alter table organization_sources
  add column continues_move uuid,
  add column continues_since timestamptz;
