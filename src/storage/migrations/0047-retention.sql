-- For how many months a site keeps who signed in from where, and the personal data of who left; 0: for ever.
alter table sites
  add column sign_in_months integer not null default 12 check (sign_in_months between 0 and 120),
  add column leaver_months integer not null default 24 check (leaver_months between 0 and 120);

-- Since when a customer is inactive. Of those who are so already it is not known better.
alter table customers add column left_at timestamptz;
alter table customers no force row level security;
update customers set left_at = updated_at where not active;
alter table customers force row level security;
create index customers_left on customers (site_id, left_at, customer_id)
  where left_at is not null and erased_at is null and merged_into is null;

-- Where sign-ins and refused ones came from, among all personal values.
create index audit_values_from on audit_values (site_id, event_id) where personal_values like '{"from"%';
