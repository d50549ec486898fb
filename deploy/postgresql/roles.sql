-- Who may do what in the database. Run as superuser in the database `jianfu`, once before the first migration and again
-- after each: psql -d jianfu -f roles.sql. Migrate as the owner: PGOPTIONS='-c role=jianfu_owner' flask database migrate.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jianfu_owner') THEN
        CREATE ROLE jianfu_owner NOLOGIN;
        CREATE ROLE "jianfu-web" LOGIN;
        CREATE ROLE "jianfu-relay" LOGIN;
    END IF;
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO jianfu_owner;
GRANT USAGE ON SCHEMA public TO "jianfu-web", "jianfu-relay";
DO $$
BEGIN
    EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || quote_ident(current_database()) || ' FROM PUBLIC';
END $$;

-- The web server and the scheduler change rows; they own nothing, and can neither truncate nor alter a table.
ALTER DEFAULT PRIVILEGES FOR ROLE jianfu_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "jianfu-web";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "jianfu-web";

DO $$
BEGIN
    IF to_regclass('public.outbox') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "jianfu-web";
        -- The relay sees pushes and where they go, never what they are about.
        GRANT SELECT, UPDATE, DELETE ON outbox, subscription TO "jianfu-relay";
    END IF;
END $$;

-- The audit log is only added to (promise K7): its triggers refuse changes, and so does the lack of the right.
DO $$
DECLARE log text;
BEGIN
    FOR log IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^audit(_|$)' LOOP
        EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON ' || quote_ident(log) || ' FROM "jianfu-web"';
    END LOOP;
END $$;

-- What only the owner of a table may do is done by functions of the owner's, each for one purpose: writing tables anew at
-- night, and letting rows of the audit log go that are older than three years and that a signed line says are gone.
DO $$
DECLARE purpose text;
BEGIN
    FOREACH purpose IN ARRAY ARRAY['public.jianfu_rewrite(regclass)', 'public.jianfu_prune_audit()'] LOOP
        IF to_regprocedure(purpose) IS NOT NULL THEN
            EXECUTE 'GRANT EXECUTE ON FUNCTION ' || purpose || ' TO "jianfu-web"';
        END IF;
    END LOOP;
END $$;
