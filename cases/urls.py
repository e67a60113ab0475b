from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("plans/", views.Plans.as_view(), name="plans"),
    path("plans/take/", views.TakePlans.as_view(), name="take-plans"),
    path("plans/new/<uuid:target_id>/", views.DraftPlan.as_view(), name="draft"),
    path("plans/<uuid:plan_id>/", views.Plan.as_view(), name="plan"),
    path("plans/<uuid:plan_id>/head/", views.RevisePlan.as_view(), name="revise"),
    path("plans/<uuid:plan_id>/sections/<str:kind>/", views.Section.as_view(), name="section"),
    path("plans/<uuid:plan_id>/decide/", views.Decide.as_view(), name="decide"),
    path("plans/<uuid:plan_id>/tell/", views.Tell.as_view(), name="tell"),
    path("plans/<uuid:plan_id>/assign/", views.Assign.as_view(), name="assign"),
    path("plans/<uuid:plan_id>/submit/", views.submit, name="submit"),
    path("plans/<uuid:plan_id>/launch/", views.launch, name="launch"),
    path("plans/<uuid:plan_id>/suspend/", views.suspend, name="suspend"),
    path("plans/<uuid:plan_id>/withdraw/", views.withdraw, name="withdraw"),
    path("plans/<uuid:plan_id>/day/", views.Day.as_view(), name="day"),
    path("plans/<uuid:plan_id>/secure/", views.secure, name="secure"),
    path("plans/<uuid:plan_id>/finish/", views.finish, name="finish"),
    path("plans/<uuid:plan_id>/after-action/", views.AfterActionPage.as_view(), name="after-action"),
    path("encounters/<uuid:encounter_id>/", views.EncounterPage.as_view(), name="encounter"),
    path("encounters/<uuid:encounter_id>/sort/", views.sort, name="sort"),
    path("notices/<uuid:notice_id>/", views.Notice.as_view(), name="notice"),
    path("notices/<uuid:notice_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
