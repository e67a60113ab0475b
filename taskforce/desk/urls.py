from django.urls import path

from taskforce.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("inbox/read/", views.read, name="read"),
    path("who-may-see-what/", views.Matrix.as_view(), name="matrix"),
    path("calendar/", views.Calendar.as_view(), name="calendar"),
    path("calendar/revoke/", views.revoke, name="revoke-calendar"),
    path("calendar/<str:token>/tasks.ics", views.feed, name="feed"),
    path("live/", views.live, name="live"),
    path("ready/", views.ready, name="ready"),
]
