-- What somebody decided about a user who is held back: let in whatever the access policy says, or kept out without asking again.
-- Null: nobody has decided.
alter table directory_users add column admitted boolean;

-- Of somebody of the staff who is gone: since when a directory may give the address to somebody else.
alter table staff add column address_released_at timestamptz;
