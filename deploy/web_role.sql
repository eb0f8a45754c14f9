-- A role for web, worker and beat that reads and writes everything but may only add to the history.
-- Run as the owner of the database, once and after every migration:
--   psql "$DATABASE_URL" --set=role=coord_web --file=deploy/web_role.sql
GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"role";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"role";
SELECT format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %I', table_name, :'role')
FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'pgh_id'
\gexec
