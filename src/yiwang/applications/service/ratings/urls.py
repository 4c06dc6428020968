from django.urls import path

from .views import citizen, desk, public

urlpatterns = [
    path("rate/<str:token>/", citizen.rate, name="rate"),
    path("rate/<str:token>/withdraw/", citizen.withdraw, name="rate-withdraw"),
    path("rate/<str:token>/code.svg", citizen.code, name="rate-code"),
    path("ratings/", public.agencies, name="ratings"),
    path("ratings/<int:agency>/", public.agency, name="ratings-agency"),
    path("desk/ratings/", desk.listed, name="desk-ratings"),
    path("desk/ratings/phone/", desk.phone, name="desk-ratings-phone"),
    path("desk/ratings/slip/<str:number>/", desk.slip, name="desk-ratings-slip"),
    path("desk/ratings/<uuid:rating>/", desk.one, name="desk-rating"),
]
