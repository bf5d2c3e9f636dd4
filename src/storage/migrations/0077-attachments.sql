-- Files of requests. Their bytes lie in DATA_DIR/attachments, under the site's key and the attachment's id and nothing else.
alter table sites
  add column attachment_mb_max integer not null default 50 check (attachment_mb_max between 1 and 100000),
  -- Endings of files that nobody may attach; null: Doorward's own list.
  add column blocked_endings text[];

create table attachments (
  site_id integer not null references sites on delete cascade,
  attachment_id uuid not null,
  -- Null until a message has it.
  request_id uuid,
  -- Null for what came with the request itself.
  comment_id uuid,
  -- Who brought it.
  customer_id uuid,
  staff_id uuid,
  -- To be shown; it says nothing of what the file is, nor where it lies.
  name text not null,
  size_bytes bigint not null check (size_bytes > 0),
  -- So many of them are on the disk for certain.
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  -- By the bytes themselves, once they are all here.
  media_type text,
  sha256 bytea,
  created_at timestamptz not null,
  -- The last time that bytes came.
  heard_at timestamptz not null,
  completed_at timestamptz,
  -- Who writes the file just now, in whichever process, and how long nobody else may unless told otherwise.
  writer_id uuid,
  writer_until timestamptz,
  primary key (site_id, attachment_id),
  check (num_nonnulls(customer_id, staff_id) = 1),
  check (request_id is null or completed_at is not null),
  check (comment_id is null or request_id is not null),
  check ((completed_at is null) = (received_bytes < size_bytes)),
  check ((completed_at is null) = (sha256 is null) and (completed_at is null) = (media_type is null)),
  foreign key (site_id, request_id) references requests on delete cascade,
  foreign key (site_id, comment_id) references request_comments on delete cascade,
  foreign key (site_id, customer_id) references customers,
  foreign key (site_id, staff_id) references staff
);
create index attachments_request on attachments (site_id, request_id, attachment_id) where request_id is not null;
create index attachments_comment on attachments (site_id, comment_id, attachment_id) where comment_id is not null;
create index attachments_customer on attachments (site_id, customer_id, request_id) where customer_id is not null;
create index attachments_staff on attachments (site_id, staff_id, request_id) where staff_id is not null;
create index attachments_loose on attachments (site_id, heard_at) where request_id is null;

alter table attachments enable row level security;
alter table attachments force row level security;
create policy site on attachments to doorward_app
  using (site_id = nullif(current_setting('doorward.site_id', true), '')::integer);
create policy backup on attachments for select to doorward_backup using (true);
grant select, insert, update, delete on attachments to doorward_app;
grant select on attachments to doorward_backup;
