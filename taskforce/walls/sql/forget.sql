DO $$ DECLARE made record; BEGIN
  FOR made IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', made.policyname, made.tablename);
  END LOOP;
  FOR made IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND (proname LIKE 'access\_%' OR proname LIKE 'reach\_%'
      OR proname LIKE 'sees\_%') LOOP
    EXECUTE format('DROP FUNCTION %s', made.name);
  END LOOP;
END $$;
