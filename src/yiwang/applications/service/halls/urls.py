from django.urls import path

from .views import booking, manager, public, setup, window

urlpatterns = [
    path("halls/", public.halls, name="halls"),
    path("halls/<int:hall>/", public.hall, name="hall"),
    path("halls/<int:hall>/book/", booking.book, name="hall-book"),
    path("halls/<int:hall>/number/", public.number, name="hall-number"),
    path("halls/<int:hall>/screen/", public.screen, name="hall-screen"),
    path("numbers/<uuid:ticket>/", public.slip, name="hall-slip"),
    path("my/appointments/", booking.mine, name="my-appointments"),
    path("my/appointments/<uuid:appointment>/", booking.one, name="my-appointment"),
    path("my/receipts/<uuid:receipt>/", booking.receipt, name="my-hall-receipt"),
    path("desk/window/", window.window, name="desk-window"),
    path("desk/window/sit/", window.sit, name="desk-window-sit"),
    path("desk/window/act/", window.act, name="desk-window-act"),
    path("desk/window/receipts/<uuid:receipt>/", window.receipt, name="desk-window-receipt"),
    path("console/halls/", manager.halls, name="console-halls"),
    path("console/halls/new/", setup.new, name="console-hall-new"),
    path("console/halls/<int:hall>/", manager.hall, name="console-hall"),
    path("console/halls/<int:hall>/setup/", setup.setup, name="console-hall-setup"),
    path("console/halls/<int:hall>/authorities/<int:authority>/end/", setup.end, name="console-hall-authority-end"),
]
