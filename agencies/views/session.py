"""Signing in and out, one's own password, the way home."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.context import home_name
from agencies.forms import OwnPasswordForm, SignInForm
from agencies.kept import FIELD, pack, unpack
from agencies.models import User
from agencies.selectors import demo_accounts
from agencies.services import people, sign_in
from agencies.views.resend import resend


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The first page of the person's role."""
    if request.actor.role is None:
        return redirect("login")
    return redirect(home_name(request.actor.role))


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignInView(LoginView):
    """By username, slowed down per account and source; brings back what was typed before."""

    http_method_names = ["get", "head", "post"]
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.kept = unpack(request.POST.get(FIELD, ""))
        if self.kept and isinstance(request.user, User):
            return resend(request, self.kept)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        username, password = request.POST.get("username", ""), request.POST.get("password")
        if not sign_in.normal_username(username) or not password:
            return super().post(request, *args, **kwargs)
        wait = sign_in.begin_attempt(username=username, source=_source(request), at=_at(request))
        return self.refuse(wait) if wait else super().post(request, *args, **kwargs)

    def refuse(self, wait: int) -> HttpResponse:
        """Too many failures: neither name nor password is looked at."""
        form = SignInForm(self.request, initial={"username": self.request.POST["username"]})
        message = f"Terlalu banyak percobaan masuk. Tunggu {wait} detik, lalu coba lagi."
        context = self.get_context_data(form=form, errors=[message])
        response = self.render_to_response(context, status=429)
        response.headers["Retry-After"] = str(wait)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        sign_in.finish_attempt(user=user, source=_source(self.request), at=_at(self.request))
        login(self.request, user)
        if self.kept is None:
            return redirect(self.get_success_url())
        if user.must_change_password:
            context = {"form": OwnPasswordForm(user), FIELD: pack(self.kept)}
            return render(self.request, "registration/password_change.html", context)
        return resend(self.request, self.kept)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_template_names(self) -> list[str]:
        return ["registration/expired.html" if self.kept else "registration/login.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = {"kept": self.kept, FIELD: pack(self.kept)}
        return super().get_context_data(**kept, demo_accounts=demo_accounts(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignOutView(LogoutView):
    """By POST only; nothing happens to somebody who is signed out already."""


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OwnPasswordView(PasswordChangeView):
    """A new password: this session stays, the person's other sessions end."""

    http_method_names = ["get", "head", "post"]
    form_class = OwnPasswordForm
    template_name = "registration/password_change.html"
    request: ActorRequest

    def form_valid(self, form: Any) -> HttpResponse:
        password = form.cleaned_data["new_password1"]
        user = people.change_own_password(password=password, by=self.request.actor)
        update_session_auth_hash(self.request, user)
        kept = unpack(self.request.POST.get(FIELD, ""))
        if kept:
            return resend(self.request, kept)
        messages.success(self.request, "Kata sandi sudah diganti.")
        return redirect("home")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        isian = self.request.POST.get(FIELD, "")
        user = self.request.user
        must = isinstance(user, User) and user.must_change_password
        return super().get_context_data(isian=isian, must_change=must, **kwargs)


def _source(request: HttpRequest) -> str:
    """Address that the sign-in came from; the proxy's word counts only where one is trusted."""
    shown = request.META.get("HTTP_X_REAL_IP", "") if settings.TRUSTED_PROXY else ""
    return shown or request.META.get("REMOTE_ADDR", "")


def _at(request: Any) -> Any:
    return request.arrived_at
