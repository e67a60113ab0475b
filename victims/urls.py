from django.urls import path

from victims import views

app_name = "victims"
urlpatterns = [
    path("people/", views.People.as_view(), name="people"),
    path("people/take/", views.TakePeople.as_view(), name="take-people"),
    path("people/find/", views.Find.as_view(), name="find"),
    path("people/<uuid:person_id>/", views.PersonPage.as_view(), name="person"),
    path("people/<uuid:person_id>/describe/", views.Describe.as_view(), name="describe"),
    path("people/<uuid:person_id>/talk/", views.NewSession.as_view(), name="new-session"),
    path("people/<uuid:person_id>/book/", views.Book.as_view(), name="book"),
    path("people/<uuid:person_id>/lengthen/", views.Lengthen.as_view(), name="lengthen"),
    path("people/<uuid:person_id>/close/", views.close_period, name="close-period"),
    path("talks/<uuid:session_id>/", views.Session.as_view(), name="session"),
    path("interviews/", views.Interviews.as_view(), name="interviews"),
    path("interviews/<uuid:interview_id>/", views.InterviewPage.as_view(), name="interview"),
    path("interviews/<uuid:interview_id>/stop/", views.stop, name="stop"),
]
