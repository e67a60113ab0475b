from django.urls import path

from shelters import views

app_name = "shelters"
urlpatterns = [
    path("placements/", views.Board.as_view(), name="board"),
    path("placements/take/", views.TakePlacements.as_view(), name="take-placements"),
    path("placements/beds/take/", views.TakeBeds.as_view(), name="take-beds"),
    path("placements/new/<uuid:person_id>/", views.Ask.as_view(), name="ask"),
    path("placements/<uuid:placement_id>/", views.PlacementPage.as_view(), name="placement"),
    path("placements/<uuid:placement_id>/cancel/", views.cancel, name="cancel"),
    path("placements/<uuid:placement_id>/moved-on/", views.moved_on, name="moved-on"),
    path("holds/<uuid:notice_id>/", views.Hold.as_view(), name="hold"),
]
