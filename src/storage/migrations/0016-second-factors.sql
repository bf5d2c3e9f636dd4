-- What somebody shows besides a password, or instead of one.

alter table staff
  -- The shared secret of a code generator. It is needed as it is to check a code.
  add column totp_secret bytea,
  -- The last time step whose code was used: each works once.
  add column totp_last_step bigint not null default 0,
  -- A secret whose first code has not been shown yet.
  add column totp_offered bytea;

create table staff_recovery_codes (
  site_id integer not null,
  staff_id uuid not null,
  code_hash bytea not null,
  primary key (site_id, staff_id, code_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);

-- Between the password and the second factor.
create table pending_sign_ins (
  site_id integer not null,
  secret_hash bytea not null,
  staff_id uuid not null,
  method text collate "C" not null,
  expires_at timestamptz not null,
  primary key (site_id, secret_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create index pending_sign_ins_staff on pending_sign_ins (site_id, staff_id);
create index pending_sign_ins_expiry on pending_sign_ins (site_id, expires_at);

do $$
declare t text;
begin
  foreach t in array array['staff_recovery_codes', 'pending_sign_ins']
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
