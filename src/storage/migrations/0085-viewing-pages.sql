-- One agent may have a request open in several tabs: closing one leaves the others. What was said before is said again within seconds.
delete from request_viewers;
alter table request_viewers add column page_id text collate "C" not null;
alter table request_viewers drop constraint request_viewers_pkey;
alter table request_viewers add primary key (site_id, request_id, staff_id, page_id);

-- Whom a request can be assigned to, among however many members of the staff only ask.
create index staff_answering on staff (site_id, staff_id) where role in ('owner', 'admin', 'agent') and not disabled;
