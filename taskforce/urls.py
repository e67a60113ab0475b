"""Addresses. Every one needs a sign-in unless its view is marked open (taskforce.kit.middleware)."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

import intelligence.api.calibration
import intelligence.api.chart
import intelligence.api.decisions
import intelligence.api.deconfliction
import intelligence.api.entities
import intelligence.api.exhibits
import intelligence.api.imports
import intelligence.api.premises
import intelligence.api.reports
import intelligence.api.searches
import intelligence.api.targets
import intelligence.api.tips
import shelters.api
from taskforce.kit import gallery

router = SimpleRouter()
router.register("targets", intelligence.api.targets.Targets, basename="target")
router.register("reports", intelligence.api.reports.Reports, basename="report")
router.register("searches", intelligence.api.searches.Searches, basename="search")
router.register("deconfliction/checks", intelligence.api.deconfliction.Checks, basename="deconfliction-check")
router.register("deconfliction/conflicts", intelligence.api.deconfliction.Conflicts, basename="conflict")
router.register("deconfliction/contacts", intelligence.api.deconfliction.Contacts, basename="deconfliction-contact")
router.register("exchanges", intelligence.api.deconfliction.Exchanges, basename="exchange")
router.register("merges", intelligence.api.deconfliction.Merges, basename="merge")
router.register("imports", intelligence.api.imports.Imports, basename="import")
router.register("tips", intelligence.api.tips.Tips, basename="tip")
router.register("entities", intelligence.api.entities.Entities, basename="entity")
router.register("suspicions", intelligence.api.entities.Suspicions, basename="suspicion")
router.register("entity-links", intelligence.api.entities.EntityLinks, basename="entity-link")
router.register("entity-ties", intelligence.api.entities.EntityTies, basename="entity-tie")
router.register("charts", intelligence.api.chart.Charts, basename="chart")
router.register("timelines", intelligence.api.chart.Timelines, basename="timeline")
router.register("consents", intelligence.api.decisions.Consents, basename="consent")
router.register("dangers", intelligence.api.decisions.Dangers, basename="danger")
router.register("contaminations", intelligence.api.decisions.Contaminations, basename="contamination")
router.register("unlawfuls", intelligence.api.decisions.Unlawfuls, basename="unlawful")
router.register("decisions", intelligence.api.decisions.Decisions, basename="decision")
router.register("legal_holds", intelligence.api.decisions.LegalHolds, basename="legal-hold")
router.register("rooms", intelligence.api.premises.Rooms, basename="room")
router.register("hazards", intelligence.api.premises.Hazards, basename="hazard")
router.register("marks", intelligence.api.premises.Marks, basename="mark")
router.register("attempts", intelligence.api.premises.Attempts, basename="attempt")
router.register("exhibits", intelligence.api.exhibits.Exhibits, basename="exhibit")
router.register("disclosures", intelligence.api.exhibits.Disclosures, basename="disclosure")
router.register("disclosure-reviews", intelligence.api.exhibits.Reviews, basename="disclosure-review")
router.register("placements", shelters.api.Placements, basename="placement")

urlpatterns = [
    path("api/search/", intelligence.api.searches.SearchNow.as_view(), name="search-now"),
    path("api/calibration/", intelligence.api.calibration.CalibrationNow.as_view(), name="calibration-now"),
    path(
        "api/calibration/operations/",
        intelligence.api.calibration.PastOperations.as_view(),
        name="past-operations",
    ),
    path("api/", include((router.urls, "api"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("style/", gallery.style, name="style"),
    path("accounts/", include("allauth.urls")),
    path("", include("taskforce.desk.urls")),
    path("", include("taskforce.door.urls")),
    path("", include("taskforce.glass.urls")),
    path("", include("taskforce.oversight.urls")),
    path("", include("intelligence.urls")),
    path("", include("cases.urls")),
    path("", include("victims.urls")),
    path("", include("shelters.urls")),
]

if settings.IS_DEMO:
    # The one-click sign-in of made-up colleagues: in no other mode does this address, or its code, exist.
    urlpatterns.append(path("demo/", include("taskforce.local.urls")))

handler404 = "taskforce.kit.errors.not_found"
handler500 = "taskforce.kit.errors.server_error"
