-- How much all files of a site may have together; 0: as much as the disk holds.
alter table sites add column attachment_gb_max integer not null default 20
  check (attachment_gb_max between 0 and 1000000);
-- Summed before a file begins, from the index alone.
create index attachments_sizes on attachments (site_id) include (size_bytes);
create index attachments_brought on attachments (site_id, customer_id, created_at) include (size_bytes)
  where customer_id is not null;
-- What came with a request itself is found without its comments' files.
create index attachments_own on attachments (site_id, request_id, attachment_id)
  where request_id is not null and comment_id is null;
