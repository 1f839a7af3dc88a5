"""My messages and what waits for me."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from governance.kernel.api.repeats import answer_once
from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models.notices import Notice

from . import actions as notices


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ["id", "title", "body", "url", "level", "created_at", "read_at"]


class NoticeViewSet(ScopedViewSet):
    """Reminders in the caller's inbox, newest first; `POST …/read/` marks one as read."""

    queryset = Notice.objects.all()
    serializer_class = NoticeSerializer

    @extend_schema(request=None, responses={200: NoticeSerializer}, summary="标为已读")
    @action(detail=True, methods=["post"])
    def read(self, request, pk):
        def work():
            notices.mark_read(self.get_object())
            body = self.get_serializer(self.get_object()).data
            return body, body

        return Response(answer_once(request, work))


register("reminders", NoticeViewSet)
