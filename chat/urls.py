from django.contrib.auth import views as auth
from django.urls import path

from chat import views

urlpatterns = [
    path("", views.talk, name="talk"),
    path("api/ticket/", views.ticket, name="ticket"),
    path("api/assistants/", views.assistants, name="assistants"),
    path("api/voice/<slug:slug>/", views.voice, name="voice"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
]
