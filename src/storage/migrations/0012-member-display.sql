-- The name that an identity provider gave a member, as it wrote it. Most give none.

alter table directory_group_members add column display text;
alter table directory_group_nesting add column display text;
