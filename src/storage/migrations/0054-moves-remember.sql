-- Who moves to another domain is remembered as everybody else is who changes from one way into an organization to another.
alter table customer_addresses drop column continues_move, drop column continues_since;
alter table organization_sources drop column continues_since;
alter table organization_sources rename column continues_move to made_by_move;
