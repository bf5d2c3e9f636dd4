-- Whether somebody has to look at who wrote, before anything else: since when, and who said last that they had.
alter table requests
  add column doubt text check (doubt in ('unknown', 'suspect')),
  add column doubted_at timestamptz,
  add column acknowledged_by_id uuid,
  add column acknowledged_at timestamptz;

-- Whoever writes a request or a comment, by whatever way, says how sure that is, and no more. A backup that is read back names no site.
create function doubt_request() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin
  if nullif(current_setting('doorward.site_id', true), '') is null then return new; end if;
  new.doubt := new.assurance;
  new.doubted_at := new.created_at;
  return new;
end $$;
create trigger doubt before insert on requests for each row when (new.assurance in ('unknown', 'suspect'))
  execute function doubt_request();

create function doubt_again() returns trigger language plpgsql set search_path = doorward, public, pg_temp
as $$ begin
  if nullif(current_setting('doorward.site_id', true), '') is null then return null; end if;
  update requests set doubt = 'suspect', doubted_at = new.created_at
    where site_id = new.site_id and request_id = new.request_id;
  return null;
end $$;
create trigger doubt after insert on request_comments for each row when (new.assurance = 'suspect')
  execute function doubt_again();
