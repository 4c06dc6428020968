from django.urls import path

from . import views

urlpatterns = [
    path("console/rights/", views.rights, name="console-rights"),
    path("account/rights/", views.own_rights, name="account-rights"),
    path("account/absence/", views.absence, name="account-absence"),
    path("console/reviews/", views.reviews, name="console-reviews"),
    path("console/organisation/", views.tree, name="console-organisation"),
    path("console/organisation/<int:agency>/", views.agency, name="console-agency"),
    path("console/organisation/<int:agency>/change/", views.change, name="console-agency-change"),
    path("console/posts/<int:post>/", views.post, name="console-post"),
    path("console/appointments/<int:appointment>/", views.appointment, name="console-appointment"),
]
