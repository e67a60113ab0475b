import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")
application = get_wsgi_application()

# What is loaded stays for as long as the process: else the collector walks through all of it in the midst of a page,
# a tenth of a second at a time. Views are loaded now and not by the first request.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
