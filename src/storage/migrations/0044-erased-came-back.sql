-- Who was erased is known again without a value of theirs: by keyed hashes (HMAC-SHA-256) of address, externalId and userName.
create table erasure_keys (
  site_id integer primary key references sites (id) on delete cascade,
  -- The site's key as the two paddings of the HMAC have it: SQL has no exclusive or for bytes.
  inner_key bytea not null,
  outer_key bytea not null,
  made_at timestamptz not null
);

create table erasure_traces (
  site_id integer not null,
  hash bytea not null,
  kind text collate "C" not null check (kind in ('address', 'external-id', 'user-name')),
  -- What stays of who was erased.
  customer_id uuid not null,
  erased_at timestamptz not null,
  -- Somebody decided that whoever comes with it is let in, as somebody new.
  admitted_at timestamptz,
  primary key (site_id, hash),
  foreign key (site_id, customer_id) references customers on delete cascade
);
create index erasure_traces_customer on erasure_traces (site_id, customer_id);

do $$
declare t text;
begin
  foreach t in array array['erasure_keys', 'erasure_traces'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

create function erasure_hash(inner_key bytea, outer_key bytea, said text) returns bytea language sql stable parallel safe
  return sha256(outer_key || sha256(inner_key || convert_to(said, 'UTF8')));

alter table directory_users
  drop constraint directory_users_held_check,
  add constraint directory_users_held_check check (held in ('staff-address', 'quota', 'access-policy', 'erased'));
