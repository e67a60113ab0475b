-- Each is asked once a statement. An account that was switched off acts for nobody.
CREATE FUNCTION access_is_house() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('taskforce.actor', true), '') = 'house'
$$;
CREATE FUNCTION access_actor() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT id FROM accounts_user WHERE is_active AND id =
    CASE WHEN current_setting('taskforce.actor', true) ~ '^[0-9]+$'
         THEN current_setting('taskforce.actor', true)::bigint END
$$;
CREATE FUNCTION access_agency() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT agency_id FROM accounts_user WHERE id = access_actor()
$$;
CREATE FUNCTION access_functions() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(array_agg(function::text ORDER BY function), '{}') FROM accounts_heldfunction
  WHERE user_id = access_actor() AND trained_until > statement_timestamp()
$$;
CREATE FUNCTION access_holds(text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT access_functions() && $1
$$;
CREATE FUNCTION access_works_for(text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
AS $$
  SELECT coalesce((SELECT kind = ANY($1) FROM accounts_agency WHERE id = access_agency()), false)
$$;
ALTER FUNCTION access_actor() OWNER TO taskforce_policy;
ALTER FUNCTION access_agency() OWNER TO taskforce_policy;
ALTER FUNCTION access_functions() OWNER TO taskforce_policy;
ALTER FUNCTION access_holds(text[]) OWNER TO taskforce_policy;
ALTER FUNCTION access_works_for(text[]) OWNER TO taskforce_policy;
