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
RUN TASKFORCE_MODE=production TASKFORCE_SECRET_KEY=build-only TASKFORCE_VAULT_KEY=build-only TASKFORCE_AUDIT_KEY=build-only python manage.py collectstatic --no-input
USER taskforce
EXPOSE 8000
CMD ["gunicorn", "taskforce.wsgi", "--config", "python:taskforce.logs.gunicorn", "--bind", "0.0.0.0:8000"]
