"""Routes of the secretariat pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from agencies import converters as converters  # registers <id:...>
from assessment.views import assembly, control_room, moves, queue, reviews

urlpatterns: list[URLPattern] = [
    path("antrian/", queue.queue, name="queue"),
    path("antrian/berikutnya/", queue.queue_next, name="queue-next"),
    path("antrian/<id:pk>/", reviews.review_detail, name="review-detail"),
    path("antrian/bukti/<id:pk>/", reviews.citation_decide, name="citation-decide"),
    path("bagian/<id:pk>/<str:action>/", moves.submission_move, name="submission-move"),
    path("rakitan/", assembly.assembly_list, name="assembly-list"),
    path("rakitan/sepakat/<str:code>/", assembly.assembly_agreed, name="assembly-agreed"),
    path("rakitan/<str:code>/", assembly.assembly_detail, name="assembly-detail"),
    path("rakitan/<str:code>/batal/", assembly.assembly_undo, name="assembly-undo"),
    path("kendali/", control_room.control_room, name="control-room"),
    path("kendali/mengapa/<str:question_code>/", control_room.explain, name="explain"),
]
