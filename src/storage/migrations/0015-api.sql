-- Programs that act for one of the staff. A key goes with the person it belongs to, and never may more than that person.
create table api_keys (
  site_id integer not null,
  api_key_id uuid not null,
  staff_id uuid not null,
  secret_hash bytea not null,
  label text not null,
  scope text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  primary key (site_id, api_key_id),
  unique (site_id, secret_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index api_keys_staff on api_keys (site_id, staff_id, api_key_id);

-- What a creation answered, so that its repetition makes nothing twice. The answer may hold a secret that is shown once, so
-- it is encrypted by the caller's own key, which is not kept.
create table repeatable_calls (
  site_id integer not null references sites (id) on delete cascade,
  key_hash bytea not null,
  request_hash bytea not null,
  created_at timestamptz not null,
  -- Null while the call is under way, or when nobody knows how it ended.
  sealed_answer bytea,
  primary key (site_id, key_hash)
);
create index repeatable_calls_created on repeatable_calls (site_id, created_at);

do $$
declare t text;
begin
  foreach t in array array['api_keys', 'repeatable_calls']
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
