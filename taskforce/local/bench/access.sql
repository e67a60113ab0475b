-- Made-up reports for the benchmark of access. The tables are analysed on the way: foreign keys check against them.
INSERT INTO accounts_agency (public_id, kind, code, name, exit_url)
  SELECT gen_random_uuid(), 'law_enforcement', 'u' || n, 'Unit ' || n, '' FROM generate_series(1, %(units)s + 1) n;
INSERT INTO accounts_partneragreement (agency_id, signed_on, valid_until)
  SELECT id, now() - interval '1 year', now() + interval '1 year' FROM accounts_agency;
INSERT INTO accounts_user
    (password, is_superuser, public_id, email, name, agency_id, is_active, joined_at, theme, density, language)
  SELECT '', false, gen_random_uuid(), 'u' || n || '@taskforce.example', 'Colleague ' || n, 1 + n %% %(units)s,
    true, now(), '', '', 'en' FROM generate_series(1, %(colleagues)s) n
  UNION ALL
  SELECT '', false, gen_random_uuid(), %(reader)s, 'Reader', %(units)s + 1, true, now(), '', '', 'en';
INSERT INTO accounts_heldfunction (user_id, function, trained_until)
  SELECT id, 'investigator', now() + interval '1 year' FROM accounts_user;
ANALYZE;
INSERT INTO intelligence_raidtarget
    (public_id, version, agency_id, title, sector, premises, address, description, opened_by_id, opened_at)
  SELECT gen_random_uuid(), 1, u.agency_id, 'Target ' || n, 'labour', 'workplace', '', '', u.id, now()
  FROM generate_series(1, %(targets)s) n JOIN accounts_user u ON u.id = 1 + n %% %(colleagues)s;
ANALYZE;
INSERT INTO intelligence_intelligencereport
    (public_id, version, agency_id, source_type, source_ref, access, text, observed_at, speaks_of_child, indicators,
    is_lawful, origin_declared, logged_by_id, logged_at)
  SELECT gen_random_uuid(), 1, t.agency_id, 'human', 'S-' || n, 'direct', convert_to(%(text)s, 'UTF8'), now() - interval '400 days', false,
    '{}', true, true, t.opened_by_id, now() - random() * interval '390 days'
  FROM generate_series(1, %(rows)s) n JOIN intelligence_raidtarget t ON t.id = 1 + n %% %(targets)s;
ANALYZE;
INSERT INTO intelligence_targetlink (target_id, report_id, stance, linked_by_id, linked_at)
  SELECT t.id, r.id, 'supports', r.logged_by_id, r.logged_at
  FROM intelligence_intelligencereport r
  JOIN intelligence_raidtarget t ON t.id = 1 + substr(r.source_ref, 3)::bigint %% %(targets)s;
ANALYZE;
INSERT INTO intelligence_targetgrant (user_id, content_object_id, permission_id)
  SELECT u.id, t.id, p.id FROM accounts_user u, intelligence_raidtarget t, auth_permission p
  WHERE u.email = %(reader)s AND t.id %% %(share)s = 0 AND p.codename = 'on_target';
-- Stock: a grant on each report that the reader sees, and as many for fifty colleagues.
INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
  SELECT l.report_id::text, p.content_type_id, p.id, u.id
  FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id AND c.model = 'intelligencereport',
    accounts_user u, intelligence_targetlink l
  WHERE p.codename = 'view_intelligencereport' AND (u.email = %(reader)s AND l.target_id %% %(share)s = 0
    OR u.id <= 50 AND l.target_id %% %(share)s = u.id %% %(share)s);
