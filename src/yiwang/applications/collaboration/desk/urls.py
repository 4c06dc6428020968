from django.urls import path

from . import bundles, exporting, lateness, lists, many, moves, together, views

urlpatterns = [
    path("desk/", views.worklist, name="desk"),
    path("desk/export/", exporting.export, name="desk-export"),
    path("desk/lists/", lists.lists, name="desk-lists"),
    path("desk/lists/<int:one>/change/", lists.change, name="desk-list-change"),
    path("desk/lists/<int:one>/drop/", lists.drop, name="desk-list-drop"),
    path("desk/many/", many.choose, name="desk-many"),
    path("desk/many/do/", many.do, name="desk-many-do"),
    path("desk/late/", lateness.late, name="desk-late"),
    path("desk/late/<str:number>/urge/", lateness.urge, name="desk-urge"),
    path("desk/counts/", views.counts, name="desk-counts"),
    path("desk/counts/export/", views.counts_export, name="desk-counts-export"),
    path("desk/cases/<str:number>/", views.case, name="desk-case"),
    path("desk/cases/<str:number>/bundle/", bundles.bundle, name="desk-bundle"),
    path("desk/cases/<str:number>/resume/", views.resume, name="desk-resume"),
    path("desk/cases/<str:number>/extend/", views.extend, name="desk-extend"),
    path("desk/cases/<str:number>/hand-over/", moves.hand_over, name="desk-hand-over"),
    path("desk/cases/<str:number>/put-back/", moves.put_back, name="desk-put-back"),
    path("desk/cases/<str:number>/send-back/", moves.send_back, name="desk-send-back"),
    path("desk/cases/<str:number>/take-back/", moves.take_back, name="desk-take-back"),
    path("desk/cases/<str:number>/jump/", moves.jump, name="desk-jump"),
    path("desk/cases/<str:number>/terminate/", moves.terminate, name="desk-terminate"),
    path("desk/cases/<str:number>/ask/", together.ask, name="desk-ask"),
    path("desk/cases/<str:number>/asked/<uuid:aside>/answer/", together.answer, name="desk-answer"),
    path("desk/cases/<str:number>/asked/<uuid:aside>/recall/", together.recall, name="desk-recall"),
    path("desk/cases/<str:number>/correct/", views.correct, name="desk-correct"),
    path("desk/cases/<str:number>/reveal/", views.reveal, name="desk-reveal"),
    path("desk/cases/<str:number>/delivery/", views.delivery, name="desk-delivery"),
    path("desk/cases/<str:number>/files/<uuid:attachment>/", views.attachment, name="desk-file"),
]
