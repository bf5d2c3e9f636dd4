-- Portals: the entrances of the help centre, each with its kinds of requests and the fields that these ask for.
create table portals (
  site_id integer not null references sites (id) on delete cascade,
  portal_id uuid not null,
  -- Its requests are called by it, SUP-123, so it never changes.
  key text collate "C" not null check (key ~ '^[A-Z][A-Z0-9]{1,9}$'),
  name text not null,
  description text not null default '',
  position integer not null,
  audience text collate "C" not null default 'signed-in' check (audience in ('anyone', 'signed-in', 'named')),
  -- Of a portal for those who are named: whether members of the staff are among them.
  for_members boolean not null default false,
  -- What a new request begins with: seen by its requester alone, or shared with their organization.
  share_default text collate "C" not null default 'private' check (share_default in ('private', 'organizations')),
  -- Of its last request.
  last_number integer not null default 0,
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (site_id, portal_id),
  constraint portals_key unique (site_id, key)
);

-- Whom a portal names. Whoever goes is named no more: a portal that names nobody is seen by nobody.
create table portal_organizations (
  site_id integer not null,
  portal_id uuid not null,
  organization_id uuid not null,
  primary key (site_id, portal_id, organization_id),
  foreign key (site_id, portal_id) references portals on delete cascade,
  foreign key (site_id, organization_id) references organizations on delete cascade
);
create index portal_organizations_organization on portal_organizations (site_id, organization_id, portal_id);

create table portal_directories (
  site_id integer not null,
  portal_id uuid not null,
  directory_id integer not null,
  primary key (site_id, portal_id, directory_id),
  foreign key (site_id, portal_id) references portals on delete cascade,
  foreign key (site_id, directory_id) references directories on delete cascade
);
create index portal_directories_directory on portal_directories (site_id, directory_id, portal_id);

create table request_types (
  site_id integer not null,
  request_type_id uuid not null,
  portal_id uuid not null,
  name text not null,
  description text not null default '',
  position integer not null,
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (site_id, request_type_id),
  foreign key (site_id, portal_id) references portals on delete cascade
);
create index request_types_portal on request_types (site_id, portal_id, position);

create table request_fields (
  site_id integer not null,
  field_id uuid not null,
  request_type_id uuid not null,
  kind text collate "C" not null check (
    kind in ('text', 'paragraph', 'choice', 'choices', 'date', 'number', 'checkbox', 'attachment')),
  label text not null,
  help text not null default '',
  is_required boolean not null,
  -- Of a choice, in order: [{"id", "label"}]. An id stays when its label changes; one that is chosen no more has "isArchived".
  options jsonb not null default '[]',
  position integer not null,
  -- It is asked no more, and stays for the requests that answered it.
  archived_at timestamptz,
  primary key (site_id, field_id),
  foreign key (site_id, request_type_id) references request_types on delete cascade
);
create index request_fields_type on request_fields (site_id, request_type_id, position);

-- Which portals named a successor because they named the directory of before: taking it back takes these names back.
alter table successions add column named_portals uuid[] not null default '{}';

do $$
declare t text;
begin
  foreach t in array array['portals', 'portal_organizations', 'portal_directories', 'request_types', 'request_fields'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy site on %I to doorward_app using (site_id = nullif(current_setting(''doorward.site_id'', true), '''')::integer)', t);
    execute format('create policy backup on %I for select to doorward_backup using (true)', t);
    execute format('grant select, insert, update, delete on %I to doorward_app', t);
    execute format('grant select on %I to doorward_backup', t);
  end loop;
end $$;

-- A first portal for each site that is there already, as new ones get it.
do $$
declare
  site record;
  portal uuid;
  request_type uuid;
begin
  for site in select id, language = 'de' as german from sites loop
    perform set_config('doorward.site_id', site.id::text, true);
    set local role doorward_app;
    portal := gen_random_uuid();
    request_type := gen_random_uuid();
    insert into portals (site_id, portal_id, key, name, position, created_at)
      values (site.id, portal, 'SUP', 'Support', 1, now());
    insert into request_types (site_id, request_type_id, portal_id, name, position, created_at)
      values (site.id, request_type, portal, case when site.german then 'Hilfe anfragen' else 'Get help' end, 1, now());
    insert into request_fields (site_id, field_id, request_type_id, kind, label, is_required, position)
      values (site.id, gen_random_uuid(), request_type, 'paragraph',
        case when site.german then 'Wobei können wir Ihnen helfen?' else 'What can we help you with?' end, true, 1);
    reset role;
  end loop;
end $$;
