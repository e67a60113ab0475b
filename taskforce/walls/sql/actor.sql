-- Each is asked once a statement, and asks one statement itself. An account that was switched off acts for nobody.
-- PL/pgSQL, because it keeps its plans for as long as the connection lives; only the first is plain, to be written into
-- the others' statements by the planner.
CREATE FUNCTION access_named() RETURNS bigint LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN current_setting('taskforce.actor', true) ~ '^[0-9]+$'
  THEN current_setting('taskforce.actor', true)::bigint END $$;
CREATE FUNCTION access_actor() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN (SELECT id FROM accounts_user WHERE id = access_named() AND is_active);
END $$;
CREATE FUNCTION access_is_somebody() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM accounts_user WHERE id = access_named() AND is_active);
END $$;
CREATE FUNCTION access_agency() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN (SELECT agency_id FROM accounts_user WHERE id = access_named() AND is_active);
END $$;
CREATE FUNCTION access_functions() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN ARRAY(SELECT held.function::text FROM accounts_user u JOIN accounts_heldfunction held ON held.user_id = u.id
    WHERE u.id = access_named() AND u.is_active AND held.trained_until > statement_timestamp()
      AND EXISTS (SELECT FROM accounts_partneragreement agreed WHERE agreed.agency_id = u.agency_id
        AND agreed.signed_on <= (statement_timestamp() AT TIME ZONE 'UTC')::date
        AND agreed.valid_until > (statement_timestamp() AT TIME ZONE 'UTC')::date)
    ORDER BY held.function);
END $$;
CREATE FUNCTION access_holds(text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM accounts_user u JOIN accounts_heldfunction held ON held.user_id = u.id
    WHERE u.id = access_named() AND u.is_active AND held.function = ANY($1)
      AND held.trained_until > statement_timestamp()
      AND EXISTS (SELECT FROM accounts_partneragreement agreed WHERE agreed.agency_id = u.agency_id
        AND agreed.signed_on <= (statement_timestamp() AT TIME ZONE 'UTC')::date
        AND agreed.valid_until > (statement_timestamp() AT TIME ZONE 'UTC')::date));
END $$;
CREATE FUNCTION access_works_for(text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM accounts_user u JOIN accounts_agency works_for ON works_for.id = u.agency_id
    WHERE u.id = access_named() AND u.is_active AND works_for.kind = ANY($1));
END $$;
ALTER FUNCTION access_named() OWNER TO taskforce_policy;
ALTER FUNCTION access_actor() OWNER TO taskforce_policy;
ALTER FUNCTION access_is_somebody() OWNER TO taskforce_policy;
ALTER FUNCTION access_agency() OWNER TO taskforce_policy;
ALTER FUNCTION access_functions() OWNER TO taskforce_policy;
ALTER FUNCTION access_holds(text[]) OWNER TO taskforce_policy;
ALTER FUNCTION access_works_for(text[]) OWNER TO taskforce_policy;
