-- The role that the service works with on PostgreSQL: it owns nothing, and only adds to the audit log (promise K7).
-- Run it as the owner of the tables after each `flask --app wsgi database migrate`, which that owner runs, too:
--     psql "$OWNER_URL" -v ON_ERROR_STOP=1 -f deploy/postgresql-roles.sql
-- Give the role its password yourself (ALTER ROLE jianfu_web LOGIN PASSWORD …), and let DATABASE_URL name it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jianfu_web') THEN
        CREATE ROLE jianfu_web NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION;
    END IF;
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jianfu_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jianfu_web;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM jianfu_web;
REVOKE UPDATE, DELETE, TRUNCATE ON audit, audit_leaf, audit_checkpoint, audit_pruning FROM jianfu_web;
-- Lets rows go that are older than three years and that a signed line says are gone, and no others.
GRANT EXECUTE ON FUNCTION jianfu_prune_audit() TO jianfu_web;
-- At night the scheduler writes tables anew out of which reports were deleted (docs/backup.md); before PostgreSQL 17
-- only their owner can.
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO jianfu_web;
    END IF;
END
$$;
