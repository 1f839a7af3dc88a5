"""Count the queries of an answer, for the client that measures; calls that are timed do not ask for it."""

from django.db import connection

ASKED, TOLD = "X-Count-Queries", "X-Queries"


class CountQueries:
    """Adds `X-Queries` to the answer of a request that has `X-Count-Queries`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[TOLD] = str(count)
        return response
