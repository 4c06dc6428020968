from django.urls import path

from . import views

urlpatterns = [
    path("desk/", views.worklist, name="desk"),
    path("desk/export/", views.export, name="desk-export"),
    path("desk/counts/", views.counts, name="desk-counts"),
    path("desk/counts/export/", views.counts_export, name="desk-counts-export"),
    path("desk/cases/<str:number>/", views.case, name="desk-case"),
    path("desk/cases/<str:number>/resume/", views.resume, name="desk-resume"),
    path("desk/cases/<str:number>/extend/", views.extend, name="desk-extend"),
    path("desk/cases/<str:number>/correct/", views.correct, name="desk-correct"),
    path("desk/cases/<str:number>/reveal/", views.reveal, name="desk-reveal"),
    path("desk/cases/<str:number>/delivery/", views.delivery, name="desk-delivery"),
    path("desk/cases/<str:number>/files/<uuid:attachment>/", views.attachment, name="desk-file"),
]
