from django.urls import path

from . import views

urlpatterns = [
    path("console/flows/", views.listing, name="console-flows"),
    path("console/flows/take/", views.take, name="console-flows-take"),
    path("console/flows/<str:pack>/<str:name>/", views.one, name="console-flow"),
    path("console/flows/<str:pack>/<str:name>/flow.bpmn", views.bpmn, name="console-flow-bpmn"),
    path("console/flows/<str:pack>/<str:name>/rehearse/", views.rehearse, name="console-flow-rehearse"),
]
