-- Who takes part in requests as somebody of one organization: two of them may become one.
create index request_participants_via on request_participants (site_id, via_organization_id, request_id)
  where via_organization_id is not null;
