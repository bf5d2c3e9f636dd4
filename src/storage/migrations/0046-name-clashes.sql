-- Made by hand, and it never had a member, a request or a source: a directory's group of its name may have it. What is there
-- already may have had some.
alter table organizations add column untouched boolean not null default false;

-- Whether a question is open about an organization whose name another directory's group has.
create index cases_organization on cases (site_id, organization_id) where closed_at is null and organization_id is not null;
