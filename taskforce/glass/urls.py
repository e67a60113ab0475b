from django.urls import path

from taskforce.glass import views

app_name = "glass"
urlpatterns = [
    path("why/<slug:token>/", views.Why.as_view(), name="purpose"),
    path("emergency/", views.Desk.as_view(), name="home"),
    path("emergency/open/", views.Break.as_view(), name="break"),
    path("emergency/<uuid:glass_id>/", views.One.as_view(), name="one"),
    path("emergency/<uuid:glass_id>/confirm/", views.confirm, name="confirm"),
    path("emergency/<uuid:glass_id>/end/", views.end, name="end"),
    path("read-outside/", views.Outside.as_view(), name="outside"),
    path("read-outside/<uuid:subject_id>/", views.Outside.as_view(), name="outside-one"),
]
