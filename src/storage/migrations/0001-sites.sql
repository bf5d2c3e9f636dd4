-- A site is the tenant. `sites` is the only table without site_id and without row-level security: a process must
-- find a site by its host name or slug before it can say whose rows it wants to see.
create table sites (
  id integer primary key check (id > 0),
  slug text collate "C" not null unique,
  name text not null,
  hosts text[] not null default '{}',
  plan text collate "C" not null check (plan in ('none', 'standard', 'premium')),
  subscription text collate "C" not null check (subscription in ('active', 'lapsed')),
  created_at timestamptz not null
);
