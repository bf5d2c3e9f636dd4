-- What happened. Audit events hold no personal value; those live beside them, keyed by person, so that erasure can
-- remove them and the events stay.
create table audit_events (
  site_id integer not null,
  event_id uuid not null,
  at timestamptz not null,
  actor_kind text collate "C" not null check (actor_kind in ('directory', 'command', 'system')),
  actor text,
  action text collate "C" not null,
  subject_kind text collate "C" not null,
  subject text collate "C" not null,
  directory_id integer,
  request_id text,
  details text not null default '{}',
  primary key (site_id, event_id)
);
create index audit_events_subject on audit_events (site_id, subject, event_id desc);

create table audit_values (
  site_id integer not null,
  event_id uuid not null,
  person_id uuid not null,
  -- JSON: {"name": {"before": …, "after": …}}
  personal_values text not null,
  primary key (site_id, event_id, person_id)
);
create index audit_values_person on audit_values (site_id, person_id);

-- One recorded SCIM call with its answer and effect. Kept for the site's retention.
create table exchanges (
  site_id integer not null,
  directory_id integer not null,
  exchange_id uuid not null,
  at timestamptz not null,
  method text collate "C" not null,
  path text not null,
  status smallint not null,
  duration_ms real not null,
  client text,
  effect text not null,
  repairs text[] not null default '{}',
  request_id text collate "C" not null,
  request_body text,
  response_body text,
  primary key (site_id, directory_id, exchange_id),
  foreign key (site_id, directory_id) references directories on delete cascade
);

-- Whoever wants a mail, a webhook or any later work writes a row here in its own transaction.
create table outbox (
  site_id integer not null,
  outbox_id uuid not null,
  at timestamptz not null,
  kind text collate "C" not null,
  payload text not null,
  primary key (site_id, outbox_id)
);
