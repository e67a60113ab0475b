from django.urls import path

from intelligence.views import files, reports, searches, targets

app_name = "intelligence"
urlpatterns = [
    path("search/", searches.SearchFor.as_view(), name="search-for"),
    path("search/<uuid:search_id>/", searches.Found.as_view(), name="search"),
    path("search/<uuid:search_id>/keep/", searches.Keep.as_view(), name="keep-search"),
    path("search/<uuid:search_id>/forget/", searches.forget, name="forget-search"),
    path("targets/", targets.Targets.as_view(), name="targets"),
    path("targets/take/", targets.TakeTargets.as_view(), name="take-targets"),
    path("targets/new/", targets.OpenTarget.as_view(), name="open-target"),
    path("targets/<uuid:target_id>/", targets.Target.as_view(), name="target"),
    path("targets/<uuid:target_id>/link/", reports.LinkReport.as_view(), name="link"),
    path("targets/<uuid:target_id>/verify/", targets.Verify.as_view(), name="verify"),
    path("targets/<uuid:target_id>/share/", targets.Share.as_view(), name="share"),
    path("targets/<uuid:target_id>/share/<uuid:user_id>/stop/", targets.stop_sharing, name="stop-sharing"),
    path("targets/<uuid:target_id>/files/new/", files.AddToTarget.as_view(), name="add-to-target"),
    path("reports/<uuid:report_id>/files/new/", files.AddToReport.as_view(), name="add-to-report"),
    path("files/<uuid:file_id>/", files.File.as_view(), name="file"),
    path("files/<uuid:file_id>/picture/", files.FilePicture.as_view(), name="file-picture"),
    path("files/<uuid:file_id>/download/", files.FileShown.as_view(), name="file-download"),
    path("files/<uuid:file_id>/original/", files.FileOriginal.as_view(), name="file-original"),
    path("files/<uuid:file_id>/withdraw/", files.withdraw_file, name="withdraw-file"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/take/", reports.TakeReports.as_view(), name="take-reports"),
    path("reports/new/", reports.LogReport.as_view(), name="log-report"),
    path("reports/<uuid:report_id>/", reports.Report.as_view(), name="report"),
    path("reports/<uuid:report_id>/regrade/", reports.Regrade.as_view(), name="regrade"),
    path("reports/<uuid:report_id>/retract/", reports.retract, name="retract"),
    path("reports/<uuid:report_id>/derive/", reports.Derive.as_view(), name="derive"),
]
