-- Who makes an export shows that it is alive, so that one whose process was killed does not stand in the way.
alter table site_exports
  -- The last sign of life; null before the first attempt.
  add column seen_at timestamptz,
  -- The attempt that makes it: none that was given up meanwhile writes to it.
  add column attempt uuid;
