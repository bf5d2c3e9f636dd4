-- Somebody of a customer's own IT tries the sign-in out as well, from the set-up page: what came of it is for that link.
alter table pending_logins add column setup_link_id uuid;

alter table sign_in_tests alter column staff_id drop not null;
alter table sign_in_tests add column setup_link_id uuid;
alter table sign_in_tests add check (num_nonnulls(staff_id, setup_link_id) = 1);
alter table sign_in_tests add foreign key (site_id, directory_id, setup_link_id) references setup_links on delete cascade;
create index sign_in_tests_link on sign_in_tests (site_id, directory_id, setup_link_id);
