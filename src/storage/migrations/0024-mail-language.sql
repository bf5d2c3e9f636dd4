-- Null until the first attempt, for whoever has no language of their own: the site's, as it is then.
alter table mails alter column language drop not null;
