-- An exchange is written with its directory held (`insertExchanges`): once for all that come together, where a foreign key
-- held it for each.
alter table exchanges drop constraint exchanges_site_id_directory_id_fkey;
