"""Row security as the policies declared it. Written by `manage.py row_security`; not edited by hand."""

from django.db import migrations

ROW_SECURITY = r"""
-- tables: access_breakglass, access_dissemination, account_emailaddress, account_emailconfirmation, accounts_agency, accounts_heldfunction, accounts_invitation, accounts_partneragreement, accounts_user, accounts_user_groups, accounts_user_user_permissions, audit_auditanchor, audit_auditblock, audit_auditentry, auth_group, auth_group_permissions, auth_permission, axes_accessattempt, axes_accessattemptexpiration, axes_accessfailurelog, axes_accesslog, cases_afteraction, cases_approvalsignature, cases_capacityhold, cases_encounter, cases_operationassignment, cases_partnernotice, cases_plansection, cases_raidplan, cases_recoveryevent, cases_rolechange, clocks_calendarfeed, clocks_clock, clocks_clockstep, django_content_type, django_session, guardian_groupobjectpermission, guardian_userobjectpermission, intelligence_accountcontamination, intelligence_custodytransfer, intelligence_dangerassessment, intelligence_deconflictioncheck, intelligence_deconflictionconflict, intelligence_deconflictioncontact, intelligence_deconflictiontoken, intelligence_disclosurereview, intelligence_entity, intelligence_entityapart, intelligence_entitylink, intelligence_entitymerge, intelligence_entityrole, intelligence_entitytie, intelligence_evidenceitem, intelligence_exhibitdisclosure, intelligence_exhibitfile, intelligence_grade, intelligence_handlingconsent, intelligence_hazard, intelligence_intelligencefile, intelligence_intelligencereport, intelligence_legalhold, intelligence_matchexchange, intelligence_operationoutcome, intelligence_presenceaffirmation, intelligence_raidtarget, intelligence_reasonablesuspicion, intelligence_reportderivation, intelligence_reportimport, intelligence_reviewdecision, intelligence_room, intelligence_search, intelligence_sightline, intelligence_sketchmark, intelligence_sourceauthorisation, intelligence_sourcecontactrecord, intelligence_sourceidentity, intelligence_sourcereference, intelligence_targetgrant, intelligence_targetlink, intelligence_targetunlinking, intelligence_tip, intelligence_unlawfulmark, intelligence_verificationattempt, kit_draft, kit_submittedonce, mfa_authenticator, notices_notice, oversight_auditreview, oversight_finding, shelters_bed, shelters_handoffreceipt, shelters_placement, shelters_shelter, shelters_sheltergrant, usersessions_usersession, vault_blindindex, vault_domainkey, vault_housekey, vault_keygrant, vault_recordkey, vault_wordindex, victims_counsellingperiod, victims_counsellingsession, victims_interview, victims_person, victims_personfile, victims_persongrant, victims_release
DO $$ DECLARE made text; BEGIN
  FOREACH made IN ARRAY ARRAY['taskforce_web', 'taskforce_house', 'taskforce_policy'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = made) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', made); END IF;
  END LOOP;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
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
CREATE FUNCTION reach_accounts_user__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "accounts_user"."id" AS "pk" FROM "accounts_user" WHERE "accounts_user"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_accounts_user__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_cases_partnernotice__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "cases_partnernotice"."id" AS "pk" FROM "cases_partnernotice" WHERE "cases_partnernotice"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_cases_partnernotice__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_cases_raidplan__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "cases_raidplan"."id" AS "pk" FROM "cases_raidplan" WHERE "cases_raidplan"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_cases_raidplan__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_entity__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_entity"."id" AS "pk" FROM "intelligence_entity" WHERE "intelligence_entity"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_entity__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_evidenceitem__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_evidenceitem"."id" AS "pk" FROM "intelligence_evidenceitem" WHERE "intelligence_evidenceitem"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_evidenceitem__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_raidtarget__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_raidtarget"."id" AS "pk" FROM "intelligence_raidtarget" WHERE "intelligence_raidtarget"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_raidtarget__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_sourceidentity__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_sourceidentity"."id" AS "pk" FROM "intelligence_sourceidentity" WHERE "intelligence_sourceidentity"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_sourceidentity__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_sourceidentity__co_handler(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_sourceidentity"."id" AS "pk" FROM "intelligence_sourceidentity" WHERE "intelligence_sourceidentity"."co_handler_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_sourceidentity__co_handler(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_intelligence_sourceidentity__handler(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "intelligence_sourceidentity"."id" AS "pk" FROM "intelligence_sourceidentity" WHERE "intelligence_sourceidentity"."handler_id" = ($1)
); END $$;
ALTER FUNCTION reach_intelligence_sourceidentity__handler(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_shelters_placement__person__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "shelters_placement"."id" AS "pk" FROM "shelters_placement" INNER JOIN "victims_person" ON ("shelters_placement"."person_id" = "victims_person"."id") WHERE "victims_person"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_shelters_placement__person__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_shelters_placement__shelter__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "shelters_placement"."id" AS "pk" FROM "shelters_placement" INNER JOIN "shelters_shelter" ON ("shelters_placement"."shelter_id" = "shelters_shelter"."id") WHERE "shelters_shelter"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_shelters_placement__shelter__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_shelters_shelter__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "shelters_shelter"."id" AS "pk" FROM "shelters_shelter" WHERE "shelters_shelter"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_shelters_shelter__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_victims_person__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "victims_person"."id" AS "pk" FROM "victims_person" WHERE "victims_person"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_victims_person__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION reach_victims_person__recovery__encounter__plan__agency(bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT "victims_person"."id" AS "pk" FROM "victims_person" INNER JOIN "cases_recoveryevent" ON ("victims_person"."recovery_id" = "cases_recoveryevent"."id") INNER JOIN "cases_encounter" ON ("cases_recoveryevent"."encounter_id" = "cases_encounter"."id") INNER JOIN "cases_raidplan" ON ("cases_encounter"."plan_id" = "cases_raidplan"."id") WHERE "cases_raidplan"."agency_id" = ($1)
); END $$;
ALTER FUNCTION reach_victims_person__recovery__encounter__plan__agency(bigint) OWNER TO taskforce_policy;
CREATE FUNCTION sees_cases_raidplan() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT id FROM cases_raidplan WHERE ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['raid_planner','operational_supervisor','investigator']::text[])) AND "cases_raidplan"."agency_id" = (SELECT access_agency()))
); END $$;
ALTER FUNCTION sees_cases_raidplan() OWNER TO taskforce_policy;
CREATE FUNCTION sees_cases_encounter() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT id FROM cases_encounter WHERE ("cases_encounter"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
); END $$;
ALTER FUNCTION sees_cases_encounter() OWNER TO taskforce_policy;
CREATE FUNCTION sees_intelligence_evidenceitem() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT id FROM intelligence_evidenceitem WHERE (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_evidenceitem"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_exhibitdisclosure" U0 WHERE (U0."item_id" = ("intelligence_evidenceitem"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0)))
); END $$;
ALTER FUNCTION sees_intelligence_evidenceitem() OWNER TO taskforce_policy;
CREATE FUNCTION sees_intelligence_raidtarget() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT id FROM intelligence_raidtarget WHERE (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_raidtarget"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_raidtarget"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))))
); END $$;
ALTER FUNCTION sees_intelligence_raidtarget() OWNER TO taskforce_policy;
CREATE FUNCTION sees_oversight_auditreview() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public AS $$ BEGIN RETURN ARRAY(
  SELECT id FROM oversight_auditreview WHERE ((SELECT access_holds(ARRAY['oversight_auditor']::text[])) AND "oversight_auditreview"."agency_id" = (SELECT access_agency()))
); END $$;
ALTER FUNCTION sees_oversight_auditreview() OWNER TO taskforce_policy;
ALTER TABLE access_breakglass ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_breakglass FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON access_breakglass FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON access_breakglass TO taskforce_house USING (true);
CREATE POLICY seen ON access_breakglass TO taskforce_web USING (
  ("access_breakglass"."by_id" = (SELECT access_actor()) OR ((SELECT access_holds(ARRAY['operational_supervisor','victim_service_coordinator','shelter_manager']::text[])) AND "access_breakglass"."owner_id" = (SELECT access_agency())) OR (SELECT access_holds(ARRAY['oversight_auditor']::text[])))
);
ALTER TABLE access_dissemination ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_dissemination FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON access_dissemination FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON access_dissemination TO taskforce_house USING (true);
CREATE POLICY seen ON access_dissemination TO taskforce_web USING (
  (((SELECT access_holds(ARRAY['operational_supervisor','victim_service_coordinator','shelter_manager']::text[])) AND "access_dissemination"."owner_id" = (SELECT access_agency())) OR (SELECT access_holds(ARRAY['oversight_auditor']::text[])))
);
ALTER TABLE audit_auditanchor ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_auditanchor FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON audit_auditanchor FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON audit_auditanchor TO taskforce_house USING (true);
CREATE POLICY seen ON audit_auditanchor TO taskforce_web USING (
  ("audit_auditanchor"."agency_id" = (SELECT access_agency()) OR (SELECT access_holds(ARRAY['oversight_auditor']::text[])))
);
ALTER TABLE audit_auditblock ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_auditblock FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON audit_auditblock FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON audit_auditblock TO taskforce_house USING (true);
CREATE POLICY seen ON audit_auditblock TO taskforce_web USING (
  (SELECT access_holds(ARRAY['oversight_auditor']::text[]))
);
ALTER TABLE audit_auditentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_auditentry FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON audit_auditentry FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON audit_auditentry TO taskforce_house USING (true);
CREATE POLICY seen ON audit_auditentry TO taskforce_web USING (
  (SELECT access_holds(ARRAY['oversight_auditor']::text[]))
);
ALTER TABLE cases_afteraction ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_afteraction FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_afteraction FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_afteraction TO taskforce_house USING (true);
CREATE POLICY seen ON cases_afteraction TO taskforce_web USING (
  ("cases_afteraction"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
);
ALTER TABLE cases_approvalsignature ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_approvalsignature FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_approvalsignature FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_approvalsignature TO taskforce_house USING (true);
CREATE POLICY seen ON cases_approvalsignature TO taskforce_web USING (
  ("cases_approvalsignature"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
);
ALTER TABLE cases_capacityhold ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_capacityhold FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_capacityhold FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_capacityhold TO taskforce_house USING (true);
CREATE POLICY seen ON cases_capacityhold TO taskforce_web USING (
  (("cases_capacityhold"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[])) OR (("cases_capacityhold"."notice_id" = ANY((SELECT reach_cases_partnernotice__agency((SELECT access_agency())))::bigint[])) AND (SELECT access_holds(ARRAY['victim_service_coordinator','shelter_manager']::text[]))))
);
ALTER TABLE cases_encounter ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_encounter FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_encounter FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_encounter TO taskforce_house USING (true);
CREATE POLICY seen ON cases_encounter TO taskforce_web USING (
  ("cases_encounter"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
);
ALTER TABLE cases_operationassignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_operationassignment FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_operationassignment FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_operationassignment TO taskforce_house USING (true);
CREATE POLICY seen ON cases_operationassignment TO taskforce_web USING (
  ("cases_operationassignment"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
);
ALTER TABLE cases_partnernotice ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_partnernotice FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_partnernotice FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_partnernotice TO taskforce_house USING (true);
CREATE POLICY seen ON cases_partnernotice TO taskforce_web USING (
  (("cases_partnernotice"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[])) OR ("cases_partnernotice"."agency_id" = (SELECT access_agency()) AND (SELECT access_holds(ARRAY['victim_service_coordinator','shelter_manager']::text[]))))
);
ALTER TABLE cases_plansection ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_plansection FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_plansection FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_plansection TO taskforce_house USING (true);
CREATE POLICY seen ON cases_plansection TO taskforce_web USING (
  ("cases_plansection"."plan_id" = ANY((SELECT sees_cases_raidplan())::bigint[]))
);
ALTER TABLE cases_raidplan ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_raidplan FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_raidplan FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_raidplan TO taskforce_house USING (true);
CREATE POLICY seen ON cases_raidplan TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['raid_planner','operational_supervisor','investigator']::text[])) AND "cases_raidplan"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE cases_recoveryevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_recoveryevent FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_recoveryevent FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_recoveryevent TO taskforce_house USING (true);
CREATE POLICY seen ON cases_recoveryevent TO taskforce_web USING (
  ("cases_recoveryevent"."encounter_id" = ANY((SELECT sees_cases_encounter())::bigint[]))
);
ALTER TABLE cases_rolechange ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_rolechange FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON cases_rolechange FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON cases_rolechange TO taskforce_house USING (true);
CREATE POLICY seen ON cases_rolechange TO taskforce_web USING (
  ("cases_rolechange"."encounter_id" = ANY((SELECT sees_cases_encounter())::bigint[]))
);
ALTER TABLE clocks_calendarfeed ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_calendarfeed FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON clocks_calendarfeed FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON clocks_calendarfeed TO taskforce_house USING (true);
CREATE POLICY seen ON clocks_calendarfeed TO taskforce_web USING (
  "clocks_calendarfeed"."user_id" = (SELECT access_actor())
);
ALTER TABLE clocks_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON clocks_clock FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON clocks_clock TO taskforce_house USING (true);
CREATE POLICY seen ON clocks_clock TO taskforce_web USING (
  ("clocks_clock"."holder_id" = (SELECT access_actor()) OR ("clocks_clock"."agency_id" = (SELECT access_agency()) AND "clocks_clock"."functions" && (SELECT access_functions())::varchar(32)[] AND "clocks_clock"."holder_id" IS NULL))
);
ALTER TABLE clocks_clockstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_clockstep FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON clocks_clockstep FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON clocks_clockstep TO taskforce_house USING (true);
CREATE POLICY seen ON clocks_clockstep TO taskforce_web USING (
  false
);
ALTER TABLE intelligence_accountcontamination ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_accountcontamination FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_accountcontamination FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_accountcontamination TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_accountcontamination TO taskforce_web USING (
  (EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_accountcontamination"."one_id")) LIMIT 1 OFFSET 0) AND "intelligence_accountcontamination"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_custodytransfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_custodytransfer FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_custodytransfer FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_custodytransfer TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_custodytransfer TO taskforce_web USING (
  ("intelligence_custodytransfer"."item_id" = ANY((SELECT sees_intelligence_evidenceitem())::bigint[]))
);
ALTER TABLE intelligence_dangerassessment ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_dangerassessment FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_dangerassessment FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_dangerassessment TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_dangerassessment TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_dangerassessment"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_deconflictioncheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_deconflictioncheck FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_deconflictioncheck FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_deconflictioncheck TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_deconflictioncheck TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_deconflictioncheck"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_deconflictionconflict ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_deconflictionconflict FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_deconflictionconflict FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_deconflictionconflict TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_deconflictionconflict TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_deconflictionconflict"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_deconflictioncontact ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_deconflictioncontact FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_deconflictioncontact FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_deconflictioncontact TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_deconflictioncontact TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_deconflictioncontact"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_deconflictionconflict" U0 WHERE (U0."contact_id" = ("intelligence_deconflictioncontact"."id") AND U0."agency_id" = (SELECT access_agency())) LIMIT 1 OFFSET 0)))
);
ALTER TABLE intelligence_deconflictiontoken ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_deconflictiontoken FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_deconflictiontoken FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_deconflictiontoken TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_deconflictiontoken TO taskforce_web USING (
  false
);
ALTER TABLE intelligence_disclosurereview ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_disclosurereview FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_disclosurereview FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_disclosurereview TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_disclosurereview TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_disclosurereview"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])) AND "intelligence_disclosurereview"."reviewing_agency_id" = (SELECT access_agency())))
);
ALTER TABLE intelligence_entity ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entity FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entity FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entity TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entity TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_entity"."agency_id" = (SELECT access_agency()) AND "intelligence_entity"."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = ("intelligence_entity"."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND "intelligence_entity"."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = ("intelligence_entity"."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND "intelligence_entity"."purged_at" IS NULL AND "intelligence_entity"."role" IN ('', 'subject')))
);
ALTER TABLE intelligence_entityapart ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entityapart FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entityapart FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entityapart TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entityapart TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_entityapart"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_entitylink ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entitylink FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entitylink FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entitylink TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entitylink TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_entitylink"."agency_id" = (SELECT access_agency()) AND (("intelligence_entitylink"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) OR EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_entitylink"."report_id")) LIMIT 1 OFFSET 0))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_entitylink"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND "intelligence_entitylink"."ended_at" IS NULL))
);
ALTER TABLE intelligence_entitymerge ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entitymerge FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entitymerge FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entitymerge TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entitymerge TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_entitymerge"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_entityrole ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entityrole FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entityrole FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entityrole TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entityrole TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_entityrole"."entity_id" = ANY((SELECT reach_intelligence_entity__agency((SELECT access_agency())))::bigint[])))
);
ALTER TABLE intelligence_entitytie ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_entitytie FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_entitytie FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_entitytie TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_entitytie TO taskforce_web USING (
  (EXISTS(SELECT 1 AS "a" FROM "intelligence_entity" V0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND V0."agency_id" = (SELECT access_agency()) AND V0."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = (V0."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND V0."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = (V0."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND V0."purged_at" IS NULL AND V0."role" IN ('', 'subject'))) AND V0."id" = ("intelligence_entitytie"."one_id")) LIMIT 1 OFFSET 0) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entity" V0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND V0."agency_id" = (SELECT access_agency()) AND V0."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = (V0."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND V0."purged_at" IS NULL) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_entitylink" U0 WHERE (U0."entity_id" = (V0."id") AND (U0."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0) AND V0."purged_at" IS NULL AND V0."role" IN ('', 'subject'))) AND V0."id" = ("intelligence_entitytie"."other_id")) LIMIT 1 OFFSET 0))
);
ALTER TABLE intelligence_evidenceitem ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_evidenceitem FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_evidenceitem FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_evidenceitem TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_evidenceitem TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_evidenceitem"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_exhibitdisclosure" U0 WHERE (U0."item_id" = ("intelligence_evidenceitem"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."ended_at" IS NULL) LIMIT 1 OFFSET 0)))
);
ALTER TABLE intelligence_exhibitdisclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_exhibitdisclosure FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_exhibitdisclosure FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_exhibitdisclosure TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_exhibitdisclosure TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_exhibitdisclosure"."item_id" = ANY((SELECT reach_intelligence_evidenceitem__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])) AND "intelligence_exhibitdisclosure"."recipient_id" = (SELECT access_agency())))
);
ALTER TABLE intelligence_exhibitfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_exhibitfile FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_exhibitfile FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_exhibitfile TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_exhibitfile TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_exhibitfile"."item_id" = ANY((SELECT reach_intelligence_evidenceitem__agency((SELECT access_agency())))::bigint[]))) OR ("intelligence_exhibitfile"."item_id" = ANY((SELECT sees_intelligence_evidenceitem())::bigint[])))
);
ALTER TABLE intelligence_grade ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_grade FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_grade FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_grade TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_grade TO taskforce_web USING (
  (EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_grade"."report_id")) LIMIT 1 OFFSET 0) OR EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_grade"."report_id")) LIMIT 1 OFFSET 0))
);
ALTER TABLE intelligence_handlingconsent ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_handlingconsent FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_handlingconsent FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_handlingconsent TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_handlingconsent TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['intelligence_analyst','operational_supervisor']::text[])) AND "intelligence_handlingconsent"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_handlingconsent"."reader_id" = (SELECT access_actor())))
);
ALTER TABLE intelligence_hazard ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_hazard FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_hazard FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_hazard TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_hazard TO taskforce_web USING (
  ("intelligence_hazard"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE intelligence_intelligencefile ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_intelligencefile FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_intelligencefile FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_intelligencefile TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_intelligencefile TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND (("intelligence_intelligencefile"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) OR EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_intelligencefile"."report_id")) LIMIT 1 OFFSET 0)) AND "intelligence_intelligencefile"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND (("intelligence_intelligencefile"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) OR EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_intelligencefile"."report_id")) LIMIT 1 OFFSET 0))))
);
ALTER TABLE intelligence_intelligencereport ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_intelligencereport FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_intelligencereport FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_intelligencereport TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_intelligencereport TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_intelligencereport"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = ("intelligence_intelligencereport"."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = ("intelligence_intelligencereport"."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = ("intelligence_intelligencereport"."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0)))
);
ALTER TABLE intelligence_legalhold ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_legalhold FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_legalhold FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_legalhold TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_legalhold TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_legalhold"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_matchexchange ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_matchexchange FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_matchexchange FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_matchexchange TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_matchexchange TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['operational_supervisor']::text[])) AND "intelligence_matchexchange"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_operationoutcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_operationoutcome FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_operationoutcome FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_operationoutcome TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_operationoutcome TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_operationoutcome"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_operationoutcome"."result" IN ('found', 'nobody', 'unclear')))
);
ALTER TABLE intelligence_presenceaffirmation ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_presenceaffirmation FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_presenceaffirmation FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_presenceaffirmation TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_presenceaffirmation TO taskforce_web USING (
  ((("intelligence_presenceaffirmation"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND ("intelligence_presenceaffirmation"."target_id" = ANY((SELECT reach_intelligence_raidtarget__agency((SELECT access_agency())))::bigint[]))) OR ("intelligence_presenceaffirmation"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])))
);
ALTER TABLE intelligence_raidtarget ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_raidtarget FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_raidtarget FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_raidtarget TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_raidtarget TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_raidtarget"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_raidtarget"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_raidtarget"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'break_glass' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_raidtarget"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'assess_danger' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))))
);
ALTER TABLE intelligence_reasonablesuspicion ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_reasonablesuspicion FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_reasonablesuspicion FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_reasonablesuspicion TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_reasonablesuspicion TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND ("intelligence_reasonablesuspicion"."entity_id" = ANY((SELECT reach_intelligence_entity__agency((SELECT access_agency())))::bigint[])))
);
ALTER TABLE intelligence_reportderivation ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_reportderivation FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_reportderivation FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_reportderivation TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_reportderivation TO taskforce_web USING (
  EXISTS(SELECT 1 AS "a" FROM "intelligence_intelligencereport" W0 WHERE ((((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND W0."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor())))))) LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_targetlink" V0 WHERE (V0."report_id" = (W0."id") AND (V0."target_id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "intelligence_targetgrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'on_target' AND U0."user_id" = (SELECT access_actor()))))) AND V0."is_open") LIMIT 1 OFFSET 0)) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "intelligence_handlingconsent" U0 WHERE (U0."report_id" = (W0."id") AND U0."reader_id" = (SELECT access_actor()) AND U0."state" = 'given') LIMIT 1 OFFSET 0))) AND W0."id" = ("intelligence_reportderivation"."child_id")) LIMIT 1 OFFSET 0)
);
ALTER TABLE intelligence_reportimport ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_reportimport FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_reportimport FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_reportimport TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_reportimport TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst']::text[])) AND "intelligence_reportimport"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_reviewdecision ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_reviewdecision FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_reviewdecision FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_reviewdecision TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_reviewdecision TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_reviewdecision"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_room ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_room FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_room FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_room TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_room TO taskforce_web USING (
  ("intelligence_room"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE intelligence_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_search FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_search FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_search TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_search TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_search"."user_id" = (SELECT access_actor()))
);
ALTER TABLE intelligence_sightline ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sightline FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sightline FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sightline TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sightline TO taskforce_web USING (
  ("intelligence_sightline"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE intelligence_sketchmark ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sketchmark FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sketchmark FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sketchmark TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sketchmark TO taskforce_web USING (
  ("intelligence_sketchmark"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE intelligence_sourceauthorisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sourceauthorisation FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sourceauthorisation FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sourceauthorisation TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sourceauthorisation TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['source_controller']::text[])) AND ("intelligence_sourceauthorisation"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[])) AND ("intelligence_sourceauthorisation"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[])) AND (("intelligence_sourceauthorisation"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__handler((SELECT access_actor())))::bigint[])) OR ("intelligence_sourceauthorisation"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__co_handler((SELECT access_actor())))::bigint[])))))
);
ALTER TABLE intelligence_sourcecontactrecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sourcecontactrecord FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sourcecontactrecord FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sourcecontactrecord TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sourcecontactrecord TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['source_controller']::text[])) AND ("intelligence_sourcecontactrecord"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[])) AND ("intelligence_sourcecontactrecord"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[])) AND (("intelligence_sourcecontactrecord"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__handler((SELECT access_actor())))::bigint[])) OR ("intelligence_sourcecontactrecord"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__co_handler((SELECT access_actor())))::bigint[])))))
);
ALTER TABLE intelligence_sourceidentity ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sourceidentity FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sourceidentity FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sourceidentity TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sourceidentity TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['source_controller']::text[])) AND "intelligence_sourceidentity"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[])) AND "intelligence_sourceidentity"."agency_id" = (SELECT access_agency()) AND ("intelligence_sourceidentity"."handler_id" = (SELECT access_actor()) OR "intelligence_sourceidentity"."co_handler_id" = (SELECT access_actor()))))
);
ALTER TABLE intelligence_sourcereference ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_sourcereference FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_sourcereference FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_sourcereference TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_sourcereference TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['source_controller']::text[])) AND ("intelligence_sourcereference"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[])) AND ("intelligence_sourcereference"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__agency((SELECT access_agency())))::bigint[])) AND (("intelligence_sourcereference"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__handler((SELECT access_actor())))::bigint[])) OR ("intelligence_sourcereference"."source_id" = ANY((SELECT reach_intelligence_sourceidentity__co_handler((SELECT access_actor())))::bigint[])))))
);
ALTER TABLE intelligence_targetgrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_targetgrant FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_targetgrant FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_targetgrant TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_targetgrant TO taskforce_web USING (
  "intelligence_targetgrant"."user_id" = (SELECT access_actor())
);
ALTER TABLE intelligence_targetlink ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_targetlink FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_targetlink FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_targetlink TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_targetlink TO taskforce_web USING (
  ("intelligence_targetlink"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE intelligence_targetunlinking ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_targetunlinking FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_targetunlinking FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_targetunlinking TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_targetunlinking TO taskforce_web USING (
  (("intelligence_targetunlinking"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[])) AND ("intelligence_targetunlinking"."target_id" = ANY((SELECT reach_intelligence_raidtarget__agency((SELECT access_agency())))::bigint[])))
);
ALTER TABLE intelligence_tip ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_tip FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_tip FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_tip TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_tip TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['intelligence_analyst']::text[])) AND "intelligence_tip"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst']::text[])) AND "intelligence_tip"."agency_id" = (SELECT access_agency())))
);
ALTER TABLE intelligence_unlawfulmark ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_unlawfulmark FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_unlawfulmark FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_unlawfulmark TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_unlawfulmark TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','intelligence_analyst','raid_planner','operational_supervisor']::text[])) AND "intelligence_unlawfulmark"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE intelligence_verificationattempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE intelligence_verificationattempt FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON intelligence_verificationattempt FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON intelligence_verificationattempt TO taskforce_house USING (true);
CREATE POLICY seen ON intelligence_verificationattempt TO taskforce_web USING (
  ("intelligence_verificationattempt"."target_id" = ANY((SELECT sees_intelligence_raidtarget())::bigint[]))
);
ALTER TABLE kit_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE kit_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON kit_draft FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON kit_draft TO taskforce_house USING (true);
CREATE POLICY seen ON kit_draft TO taskforce_web USING (
  "kit_draft"."user_id" = (SELECT access_actor())
);
ALTER TABLE kit_submittedonce ENABLE ROW LEVEL SECURITY;
ALTER TABLE kit_submittedonce FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON kit_submittedonce FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON kit_submittedonce TO taskforce_house USING (true);
CREATE POLICY seen ON kit_submittedonce TO taskforce_web USING (
  "kit_submittedonce"."user_id" = (SELECT access_actor())
);
ALTER TABLE notices_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON notices_notice FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON notices_notice TO taskforce_house USING (true);
CREATE POLICY seen ON notices_notice TO taskforce_web USING (
  "notices_notice"."user_id" = (SELECT access_actor())
);
ALTER TABLE oversight_auditreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_auditreview FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON oversight_auditreview FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON oversight_auditreview TO taskforce_house USING (true);
CREATE POLICY seen ON oversight_auditreview TO taskforce_web USING (
  ((SELECT access_holds(ARRAY['oversight_auditor']::text[])) AND "oversight_auditreview"."agency_id" = (SELECT access_agency()))
);
ALTER TABLE oversight_finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_finding FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON oversight_finding FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON oversight_finding TO taskforce_house USING (true);
CREATE POLICY seen ON oversight_finding TO taskforce_web USING (
  ("oversight_finding"."review_id" = ANY((SELECT sees_oversight_auditreview())::bigint[]))
);
ALTER TABLE shelters_bed ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelters_bed FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON shelters_bed FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON shelters_bed TO taskforce_house USING (true);
CREATE POLICY seen ON shelters_bed TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[])) AND ("shelters_bed"."shelter_id" = ANY((SELECT reach_shelters_shelter__agency((SELECT access_agency())))::bigint[])))
);
ALTER TABLE shelters_handoffreceipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelters_handoffreceipt FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON shelters_handoffreceipt FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON shelters_handoffreceipt TO taskforce_house USING (true);
CREATE POLICY seen ON shelters_handoffreceipt TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[])) AND ("shelters_handoffreceipt"."placement_id" = ANY((SELECT reach_shelters_placement__shelter__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[])) AND ("shelters_handoffreceipt"."placement_id" = ANY((SELECT reach_shelters_placement__person__agency((SELECT access_agency())))::bigint[]))))
);
ALTER TABLE shelters_placement ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelters_placement FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON shelters_placement FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON shelters_placement TO taskforce_house USING (true);
CREATE POLICY seen ON shelters_placement TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[])) AND ("shelters_placement"."shelter_id" = ANY((SELECT reach_shelters_shelter__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[])) AND ("shelters_placement"."person_id" = ANY((SELECT reach_victims_person__agency((SELECT access_agency())))::bigint[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','operational_supervisor']::text[])) AND ("shelters_placement"."person_id" = ANY((SELECT reach_victims_person__recovery__encounter__plan__agency((SELECT access_agency())))::bigint[]))))
);
ALTER TABLE shelters_shelter ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelters_shelter FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON shelters_shelter FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON shelters_shelter TO taskforce_house USING (true);
CREATE POLICY seen ON shelters_shelter TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[])) AND "shelters_shelter"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR (NOT ((SELECT access_works_for(ARRAY['law_enforcement']::text[]))) AND (SELECT access_holds(ARRAY['child_protection_officer','shelter_manager']::text[])))) AND ("shelters_shelter"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "shelters_sheltergrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'break_glass' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR (NOT ((SELECT access_works_for(ARRAY['law_enforcement']::text[]))) AND (SELECT access_holds(ARRAY['child_protection_officer','shelter_manager']::text[])))) AND ("shelters_shelter"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "shelters_sheltergrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'assess_danger' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','operational_supervisor']::text[])) AND ("shelters_shelter"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "shelters_sheltergrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'break_glass' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))))
);
ALTER TABLE shelters_sheltergrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelters_sheltergrant FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON shelters_sheltergrant FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON shelters_sheltergrant TO taskforce_house USING (true);
CREATE POLICY seen ON shelters_sheltergrant TO taskforce_web USING (
  "shelters_sheltergrant"."user_id" = (SELECT access_actor())
);
ALTER TABLE vault_blindindex ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_blindindex FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_blindindex FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_blindindex TO taskforce_house USING (true);
CREATE POLICY seen ON vault_blindindex TO taskforce_web USING (
  "vault_blindindex"."agency_id" = (SELECT access_agency())
);
ALTER TABLE vault_domainkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_domainkey FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_domainkey FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_domainkey TO taskforce_house USING (true);
CREATE POLICY seen ON vault_domainkey TO taskforce_web USING (
  (SELECT access_is_somebody())
);
ALTER TABLE vault_housekey ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_housekey FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_housekey FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_housekey TO taskforce_house USING (true);
CREATE POLICY seen ON vault_housekey TO taskforce_web USING (
  false
);
ALTER TABLE vault_keygrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_keygrant FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_keygrant FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_keygrant TO taskforce_house USING (true);
CREATE POLICY seen ON vault_keygrant TO taskforce_web USING (
  "vault_keygrant"."agency_id" = (SELECT access_agency())
);
ALTER TABLE vault_recordkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_recordkey FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_recordkey FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_recordkey TO taskforce_house USING (true);
CREATE POLICY seen ON vault_recordkey TO taskforce_web USING (
  "vault_recordkey"."agency_id" = (SELECT access_agency())
);
ALTER TABLE vault_wordindex ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_wordindex FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON vault_wordindex FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON vault_wordindex TO taskforce_house USING (true);
CREATE POLICY seen ON vault_wordindex TO taskforce_web USING (
  false
);
ALTER TABLE victims_counsellingperiod ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_counsellingperiod FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_counsellingperiod FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_counsellingperiod TO taskforce_house USING (true);
CREATE POLICY seen ON victims_counsellingperiod TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[])) AND ("victims_counsellingperiod"."person_id" = ANY((SELECT reach_victims_person__agency((SELECT access_agency())))::bigint[]))) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['period'])::varchar(16)[] AND U0."person_id" = ("victims_counsellingperiod"."person_id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)))
);
ALTER TABLE victims_counsellingsession ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_counsellingsession FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_counsellingsession FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_counsellingsession TO taskforce_house USING (true);
CREATE POLICY seen ON victims_counsellingsession TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor']::text[])) AND ("victims_counsellingsession"."person_id" = ANY((SELECT reach_victims_person__agency((SELECT access_agency())))::bigint[]))) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['needs'])::varchar(16)[] AND U0."person_id" = ("victims_counsellingsession"."person_id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL AND U0."talks" @> (ARRAY["victims_counsellingsession"."public_id"])::uuid[]) LIMIT 1 OFFSET 0)))
);
ALTER TABLE victims_interview ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_interview FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_interview FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_interview TO taskforce_house USING (true);
CREATE POLICY seen ON victims_interview TO taskforce_web USING (
  (((SELECT access_holds(ARRAY['forensic_interviewer']::text[])) AND "victims_interview"."interviewer_id" = (SELECT access_actor())) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor']::text[])) AND ("victims_interview"."person_id" = ANY((SELECT reach_victims_person__agency((SELECT access_agency())))::bigint[]))))
);
ALTER TABLE victims_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_person FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_person FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_person TO taskforce_house USING (true);
CREATE POLICY seen ON victims_person TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor']::text[])) AND "victims_person"."agency_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[])) AND "victims_person"."agency_id" = (SELECT access_agency())) OR ((SELECT access_holds(ARRAY['forensic_interviewer']::text[])) AND EXISTS(SELECT 1 AS "a" FROM "victims_interview" U0 WHERE (U0."person_id" = ("victims_person"."id") AND U0."interviewer_id" = (SELECT access_actor())) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR (NOT ((SELECT access_works_for(ARRAY['law_enforcement']::text[]))) AND (SELECT access_holds(ARRAY['child_protection_officer','shelter_manager']::text[])))) AND ("victims_person"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "victims_persongrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'break_glass' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR (NOT ((SELECT access_works_for(ARRAY['law_enforcement']::text[]))) AND (SELECT access_holds(ARRAY['child_protection_officer','shelter_manager']::text[])))) AND ("victims_person"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "victims_persongrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'assess_danger' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator','operational_supervisor']::text[])) AND ("victims_person"."id" = ANY(ARRAY(SELECT U0."content_object_id" AS "content_object" FROM "victims_persongrant" U0 INNER JOIN "auth_permission" U1 ON (U0."permission_id" = U1."id") WHERE (U1."codename" = 'break_glass' AND U0."user_id" = (SELECT access_actor()) AND U0."until" > (STATEMENT_TIMESTAMP())))))) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['name'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['safe_contact'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['profile'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['period'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['wishes'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[])))) AND EXISTS(SELECT 1 AS "a" FROM "victims_release" U0 WHERE (U0."expires_at" > (STATEMENT_TIMESTAMP()) AND U0."items" @> (ARRAY['needs'])::varchar(16)[] AND U0."person_id" = ("victims_person"."id") AND U0."recipient_id" = (SELECT access_agency()) AND U0."withdrawn_at" IS NULL) LIMIT 1 OFFSET 0)))
);
ALTER TABLE victims_personfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_personfile FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_personfile FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_personfile TO taskforce_house USING (true);
CREATE POLICY seen ON victims_personfile TO taskforce_web USING (
  ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor']::text[])) AND ("victims_personfile"."person_id" = ANY((SELECT reach_victims_person__agency((SELECT access_agency())))::bigint[])))
);
ALTER TABLE victims_persongrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_persongrant FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_persongrant FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_persongrant TO taskforce_house USING (true);
CREATE POLICY seen ON victims_persongrant TO taskforce_web USING (
  "victims_persongrant"."user_id" = (SELECT access_actor())
);
ALTER TABLE victims_release ENABLE ROW LEVEL SECURITY;
ALTER TABLE victims_release FORCE ROW LEVEL SECURITY;
CREATE POLICY asks ON victims_release FOR SELECT TO taskforce_policy USING (true);
CREATE POLICY house ON victims_release TO taskforce_house USING (true);
CREATE POLICY seen ON victims_release TO taskforce_web USING (
  (((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor']::text[])) AND "victims_release"."discloser_id" = (SELECT access_agency())) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[])) AND "victims_release"."discloser_id" = (SELECT access_agency())) OR ((((SELECT access_works_for(ARRAY['shelter']::text[])) AND (SELECT access_holds(ARRAY['shelter_manager','shelter_worker']::text[]))) OR ((SELECT access_works_for(ARRAY['victim_services']::text[])) AND (SELECT access_holds(ARRAY['counsellor','victim_service_coordinator']::text[]))) OR ((SELECT access_works_for(ARRAY['child_protection']::text[])) AND (SELECT access_holds(ARRAY['child_protection_officer']::text[]))) OR ((SELECT access_works_for(ARRAY['law_enforcement']::text[])) AND (SELECT access_holds(ARRAY['investigator']::text[]))) OR ((SELECT access_works_for(ARRAY['prosecution']::text[])) AND (SELECT access_holds(ARRAY['prosecutor','legal_adviser']::text[])))) AND "victims_release"."recipient_id" = (SELECT access_agency())))
);
GRANT USAGE ON SCHEMA public TO taskforce_web, taskforce_house, taskforce_policy;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO taskforce_policy;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO taskforce_web, taskforce_house;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO taskforce_web, taskforce_house;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM taskforce_web, taskforce_house;
REVOKE UPDATE, DELETE ON audit_auditentry FROM taskforce_web, taskforce_house;
REVOKE UPDATE, DELETE ON access_dissemination FROM taskforce_web, taskforce_house;
REVOKE UPDATE, DELETE ON vault_domainkey FROM taskforce_web, taskforce_house;
REVOKE UPDATE, DELETE ON intelligence_custodytransfer FROM taskforce_web, taskforce_house;
REVOKE UPDATE, DELETE ON intelligence_evidenceitem FROM taskforce_web, taskforce_house;
CREATE POLICY written ON audit_auditentry FOR INSERT TO taskforce_web WITH CHECK (true);
CREATE POLICY written ON access_dissemination FOR INSERT TO taskforce_web WITH CHECK (true);
CREATE POLICY written ON vault_domainkey FOR INSERT TO taskforce_web WITH CHECK (true);
CREATE POLICY written ON vault_recordkey FOR INSERT TO taskforce_web WITH CHECK (true);
CREATE POLICY written ON vault_keygrant FOR INSERT TO taskforce_web WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_disseminations_say_right_and_handling"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0001_initial"),
        ("audit", "0004_indexes_for_reading_the_trail"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("cases", "0002_two_signatures_on_insert_too"),
        ("clocks", "0002_private_calendar_addresses"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("intelligence", "0017_notes_taken_back"),
        ("kit", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("notices", "0001_initial"),
        ("oversight", "0001_weekly_review"),
        ("sessions", "0001_initial"),
        ("shelters", "0004_grants_that_end"),
        ("usersessions", "0001_initial"),
        ("vault", "0003_keys_of_the_house"),
        ("victims", "0005_papers_of_people_in_care"),
        ("walls", "0004_row_security"),
    ]

    # Backwards nothing is taken down: the migration before this one puts its own walls up again when it is run.
    operations = [migrations.RunSQL(ROW_SECURITY, migrations.RunSQL.noop)]
