FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/taskforce
RUN useradd --system --no-create-home --shell /usr/sbin/nologin taskforce
COPY taskforce/local/locks/demo.lock /tmp/demo.lock
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/demo.lock
COPY manage.py ./
COPY taskforce taskforce
COPY intelligence intelligence
COPY cases cases
COPY victims victims
COPY shelters shelters
COPY templates templates
# Keys that live as long as this line: the production mode starts with no worse ones.
RUN key() { python -c 'import secrets; print(secrets.token_urlsafe(50))'; } \
 && TASKFORCE_MODE=production TASKFORCE_SECRET_KEY=$(key) TASKFORCE_VAULT_KEY=$(key) TASKFORCE_AUDIT_KEY=$(key) python manage.py collectstatic --no-input
RUN install -d -o taskforce -m 0700 /srv/files
USER taskforce
EXPOSE 8000
CMD ["gunicorn", "taskforce.wsgi", "--config", "python:taskforce.logs.gunicorn", "--bind", "0.0.0.0:8000"]
