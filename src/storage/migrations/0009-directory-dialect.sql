-- What a directory's identity provider needs otherwise, and which one it is by its traffic. Names and values of settings
-- are the program's; the database keeps them as text.

alter table directories
  add column preset text collate "C" not null default 'auto',
  -- JSON object: the settings that differ from the preset's.
  add column overrides text not null default '{}',
  add column client text collate "C",
  add column client_first_seen_at timestamptz,
  add column client_last_seen_at timestamptz;
