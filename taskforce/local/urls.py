from django.urls import path

from taskforce.local import views

app_name = "demo"
urlpatterns = [
    path("", views.who, name="who"),
    path("sign-in/<uuid:user_id>/", views.sign_in, name="sign-in"),
]
