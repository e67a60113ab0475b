from django.urls import path

from taskforce.door import views

app_name = "accounts"
urlpatterns = [
    path("lock/", views.Lock.as_view(), name="lock"),
    path("leave/", views.leave, name="leave"),
    path("here/", views.here, name="here"),
    path("preferences/", views.PreferencesPage.as_view(), name="preferences"),
    path("our-accounts/", views.People.as_view(), name="people"),
    path("our-accounts/<uuid:user_id>/release/", views.release, name="release"),
    path("our-accounts/<uuid:user_id>/deactivate/", views.deactivate, name="deactivate"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
