from django.urls import path

from . import sheet_views, views

urlpatterns = [
    path("console/rights/", views.rights, name="console-rights"),
    path("account/rights/", views.own_rights, name="account-rights"),
    path("account/absence/", views.absence, name="account-absence"),
    path("console/reviews/", views.reviews, name="console-reviews"),
    path("console/organisation/", views.tree, name="console-organisation"),
    path("console/organisation/<int:agency>/", views.agency, name="console-agency"),
    path("console/organisation/<int:agency>/change/", views.change, name="console-agency-change"),
    path("console/organisation/sheets/", sheet_views.bring, name="console-sheets"),
    path("console/organisation/sheets/<slug:kind>.xlsx", sheet_views.template, name="console-sheet-template"),
    path("console/organisation/sheets/<uuid:sheet>/", sheet_views.sheet, name="console-sheet"),
    path("console/organisation/sheets/<uuid:sheet>/marked.xlsx", sheet_views.marked, name="console-sheet-file"),
    path("console/posts/<int:post>/", views.post, name="console-post"),
    path("console/appointments/<int:appointment>/", views.appointment, name="console-appointment"),
    path("console/appointments/<int:appointment>/code/", views.login_code, name="console-login-code"),
]
