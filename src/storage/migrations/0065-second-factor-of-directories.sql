-- Of whose sign-ins through a directory of staff a second factor is asked here as well; of owners always.
alter table connections add column second_factor text collate "C" not null default 'everyone'
  check (second_factor in ('everyone', 'admins', 'owners'));
