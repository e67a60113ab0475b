GRANT USAGE ON SCHEMA public TO taskforce_web, taskforce_house, taskforce_policy;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO taskforce_policy;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO taskforce_web, taskforce_house;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO taskforce_web, taskforce_house;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM taskforce_web, taskforce_house;
