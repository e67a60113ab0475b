-- Each is asked once a statement. An account that was switched off acts for nobody.
-- PL/pgSQL, because it keeps its plans for as long as the connection lives.
CREATE FUNCTION access_actor() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN (SELECT id FROM accounts_user WHERE is_active AND id =
    CASE WHEN current_setting('taskforce.actor', true) ~ '^[0-9]+$'
         THEN current_setting('taskforce.actor', true)::bigint END);
END $$;
CREATE FUNCTION access_is_somebody() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN access_actor() IS NOT NULL;
END $$;
CREATE FUNCTION access_agency() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN (SELECT agency_id FROM accounts_user WHERE id = access_actor());
END $$;
CREATE FUNCTION access_is_agreed() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM accounts_partneragreement WHERE agency_id = access_agency()
    AND signed_on <= (statement_timestamp() AT TIME ZONE 'UTC')::date
    AND valid_until > (statement_timestamp() AT TIME ZONE 'UTC')::date);
END $$;
CREATE FUNCTION access_functions() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN ARRAY(SELECT function::text FROM accounts_heldfunction
    WHERE user_id = access_actor() AND trained_until > statement_timestamp() AND access_is_agreed() ORDER BY function);
END $$;
CREATE FUNCTION access_holds(text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM accounts_heldfunction
    WHERE user_id = access_actor() AND function = ANY($1) AND trained_until > statement_timestamp()
      AND access_is_agreed());
END $$;
CREATE FUNCTION access_works_for(text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public
AS $$ BEGIN
  RETURN coalesce((SELECT kind = ANY($1) FROM accounts_agency WHERE id = access_agency()), false);
END $$;
ALTER FUNCTION access_actor() OWNER TO taskforce_policy;
ALTER FUNCTION access_is_somebody() OWNER TO taskforce_policy;
ALTER FUNCTION access_agency() OWNER TO taskforce_policy;
ALTER FUNCTION access_is_agreed() OWNER TO taskforce_policy;
ALTER FUNCTION access_functions() OWNER TO taskforce_policy;
ALTER FUNCTION access_holds(text[]) OWNER TO taskforce_policy;
ALTER FUNCTION access_works_for(text[]) OWNER TO taskforce_policy;
