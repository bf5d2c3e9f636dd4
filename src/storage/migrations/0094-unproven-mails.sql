-- Under whose name a mail came in that nothing shows to be theirs. Null: it was authenticated, or no customer's.
alter table request_mails add column unproven_customer_id uuid;
create index request_mails_unproven on request_mails (site_id, unproven_customer_id, at)
  where unproven_customer_id is not null;
