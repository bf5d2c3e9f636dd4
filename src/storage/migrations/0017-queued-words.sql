-- A word that somebody must act on is due at a moment, and leaves when the queue of background work has it. The others say
-- only that something happened.
alter table outbox add column due_at timestamptz;
create index outbox_due on outbox (site_id, outbox_id) where due_at is not null;
