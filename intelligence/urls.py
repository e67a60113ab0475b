from django.urls import path

from intelligence import views

app_name = "intelligence"
urlpatterns = [
    path("targets/", views.Targets.as_view(), name="targets"),
    path("targets/take/", views.TakeTargets.as_view(), name="take-targets"),
    path("targets/new/", views.OpenTarget.as_view(), name="open-target"),
    path("targets/<uuid:target_id>/", views.Target.as_view(), name="target"),
    path("targets/<uuid:target_id>/link/", views.LinkReport.as_view(), name="link"),
    path("targets/<uuid:target_id>/verify/", views.Verify.as_view(), name="verify"),
    path("targets/<uuid:target_id>/share/", views.Share.as_view(), name="share"),
    path("targets/<uuid:target_id>/share/<uuid:user_id>/stop/", views.stop_sharing, name="stop-sharing"),
    path("targets/<uuid:target_id>/files/new/", views.AddToTarget.as_view(), name="add-to-target"),
    path("reports/<uuid:report_id>/files/new/", views.AddToReport.as_view(), name="add-to-report"),
    path("files/<uuid:file_id>/", views.File.as_view(), name="file"),
    path("files/<uuid:file_id>/picture/", views.FilePicture.as_view(), name="file-picture"),
    path("files/<uuid:file_id>/download/", views.FileShown.as_view(), name="file-download"),
    path("files/<uuid:file_id>/original/", views.FileOriginal.as_view(), name="file-original"),
    path("files/<uuid:file_id>/withdraw/", views.withdraw_file, name="withdraw-file"),
    path("reports/", views.Reports.as_view(), name="reports"),
    path("reports/take/", views.TakeReports.as_view(), name="take-reports"),
    path("reports/new/", views.LogReport.as_view(), name="log-report"),
    path("reports/<uuid:report_id>/", views.Report.as_view(), name="report"),
    path("reports/<uuid:report_id>/regrade/", views.Regrade.as_view(), name="regrade"),
    path("reports/<uuid:report_id>/retract/", views.retract, name="retract"),
    path("reports/<uuid:report_id>/derive/", views.Derive.as_view(), name="derive"),
]
