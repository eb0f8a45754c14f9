import os

from django.core.wsgi import get_wsgi_application

from egov_coord.garbage import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")

application = get_wsgi_application()
look_seldom()
