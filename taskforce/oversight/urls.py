from django.urls import path

from taskforce.oversight import views

app_name = "oversight"
urlpatterns = [
    path("record/", views.Trail.as_view(), name="trail"),
    path("record/shown/<slug:token>/", views.Trail.as_view(), name="filtered"),
    path("record/take/", views.TakeTrail.as_view(), name="take-trail"),
    path("record/shown/<slug:token>/take/", views.TakeTrail.as_view(), name="take-filtered"),
    path("record/entries/<uuid:entry_id>/", views.Entry.as_view(), name="entry"),
    path("record/reviews/", views.Reviews.as_view(), name="reviews"),
    path("record/reviews/<uuid:review_id>/", views.Review.as_view(), name="review"),
    path("record/reviews/<uuid:review_id>/check/", views.check, name="check"),
    path("record/who-knew/", views.Ask.as_view(), name="ask"),
    path("record/who-knew/<slug:token>/", views.Knew.as_view(), name="knew"),
    path("record/who-knew/<slug:token>/copy/", views.copy, name="make-copy"),
    path("record/who-knew/<slug:token>/copies/<int:number>/", views.Copy.as_view(), name="copy"),
    path("anchors/", views.Anchors.as_view(), name="anchors"),
    path("anchors/<uuid:anchor_id>/", views.AnchorOnPaper.as_view(), name="anchor"),
    path("anchors/<uuid:anchor_id>/file/", views.anchor_file, name="anchor-file"),
]
