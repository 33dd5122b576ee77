"""The web app: the HTTP API, and the pages of the review in the same process. `app.create_app` puts it together.

It needs the extra `web`. Nothing that was uploaded is parsed in this process: the readers run in supervised workers.
"""
