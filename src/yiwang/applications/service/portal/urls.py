from django.urls import path

from .views import apply, home, mandates, mine

urlpatterns = [
    path("", home.home, name="home"),
    path("matters/", home.browse, name="matters"),
    path("matters/suggest/", home.suggest, name="suggest"),
    path("matters/<str:slug>/", home.guide, name="guide"),
    path("matters/<str:slug>/samples/<slug:kind>.pdf", home.sample, name="guide-sample"),
    path("matters/<str:slug>/start/", apply.start, name="apply-start"),
    path("apply/<uuid:draft>/<int:number>/", apply.page, name="apply-page"),
    path("apply/<uuid:draft>/<int:number>/field/", apply.leaving, name="apply-field"),
    path("apply/<uuid:draft>/check/", apply.check, name="apply-check"),
    path("apply/<uuid:draft>/drop/", apply.drop, name="apply-drop"),
    path("my/cases/", mine.cases, name="my-cases"),
    path("my/cases/<str:number>/", mine.case, name="my-case"),
    path("my/cases/<str:number>/bundle/", mine.bundle, name="my-bundle"),
    path("my/cases/<str:number>/done/", mine.done, name="my-case-done"),
    path("my/cases/<str:number>/supplement/", mine.supplement, name="my-supplement"),
    path("my/cases/<str:number>/withdraw/", mine.withdraw, name="my-withdraw"),
    path("my/cases/<str:number>/files/<uuid:attachment>/", mine.attachment, name="my-file"),
    path("my/cases/<str:number>/delivery/", mine.delivery, name="my-delivery"),
    path("my/mandates/", mandates.mandates, name="my-mandates"),
    path("my/mandates/<int:mandate>/end/", mandates.end, name="my-mandate-end"),
    path("my/firms/claim/", mandates.claim, name="my-firm-claim"),
    path("my/readings/", mine.readings, name="my-readings"),
    path("my/licences/", mine.licences, name="my-licences"),
]
