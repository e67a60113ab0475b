from django.urls import path

from victims import views
from victims.views import releases

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
    path("people/<uuid:person_id>/releases/", releases.Releases.as_view(), name="releases"),
    path("people/<uuid:person_id>/releases/new/", releases.Sign.as_view(), name="sign-release"),
    path("releases/<uuid:release_id>/", releases.ReleasePage.as_view(), name="release"),
    path("releases/<uuid:release_id>/take-back/", releases.TakeBack.as_view(), name="withdraw-release"),
    path("releases/<uuid:release_id>/copy/", releases.Copy.as_view(), name="release-copy"),
    path("released/", releases.ReleasedToUs.as_view(), name="released"),
    path("released/<uuid:person_id>/", releases.ReleasedPerson.as_view(), name="released-person"),
    path("talks/<uuid:session_id>/", views.Session.as_view(), name="session"),
    path("people/<uuid:person_id>/papers/new/", views.AddPaper.as_view(), name="add-paper"),
    path("papers/<uuid:file_id>/", views.Paper.as_view(), name="file"),
    path("papers/<uuid:file_id>/picture/", views.PaperPicture.as_view(), name="file-picture"),
    path("papers/<uuid:file_id>/download/", views.PaperShown.as_view(), name="file-download"),
    path("papers/<uuid:file_id>/withdraw/", views.withdraw_paper, name="withdraw-file"),
    path("interviews/", views.Interviews.as_view(), name="interviews"),
    path("interviews/<uuid:interview_id>/", views.InterviewPage.as_view(), name="interview"),
    path("interviews/<uuid:interview_id>/stop/", views.stop, name="stop"),
]
