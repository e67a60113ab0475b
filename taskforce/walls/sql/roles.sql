DO $$ DECLARE made text; BEGIN
  FOREACH made IN ARRAY ARRAY['taskforce_web', 'taskforce_house', 'taskforce_policy'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = made) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', made); END IF;
  END LOOP;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
