# The staff's server: the whole installation, which grades. Built from the project's folder, after the
# student's image, whose kernel it takes, so that submissions run where students ran them:
#   docker build -f hub/kubernetes/images/instructor.Dockerfile --build-arg STUDENT=REGISTRY/hypervisors-student:TAG \
#     -t REGISTRY/hypervisors-instructor:TAG .
ARG STUDENT
FROM ${STUDENT} AS student

FROM docker.io/library/python:3.12-slim-bookworm AS build
WORKDIR /build
COPY hub/kubernetes/images/instructor.lock ./
RUN python -m venv /opt/whole && /opt/whole/bin/pip install --no-cache-dir --require-hashes -r instructor.lock \
 && python -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir build hatchling editables
COPY . /project
RUN /opt/tools/bin/python -m build --wheel --no-isolation --outdir /build/dist /project \
 && /opt/whole/bin/pip install --no-index --no-deps /build/dist/hvutils-*.whl \
 && cp -r /project/hub /opt/whole/lib/python3.12/site-packages/hub \
 && rm -rf /opt/whole/lib/python3.12/site-packages/hub/kubernetes

FROM docker.io/library/python:3.12-slim-bookworm
# bubblewrap isolates submissions; postgresql-client is for backups.
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap git libnss-extrausers postgresql-client tini \
 && rm -rf /var/lib/apt/lists/* && sed -i 's/^\(passwd\|group\):.*files/& extrausers/' /etc/nsswitch.conf \
 && mkdir -p /srv/course /srv/exchange
COPY --from=build /opt/whole /opt/whole
COPY --from=student /opt/kernel /opt/kernel
COPY hub/kubernetes/config/kernel.json /opt/whole/share/jupyter/kernels/hypervisors/kernel.json
COPY hub/settings/instructor /opt/settings
COPY nbgrader_config.py /opt/whole/share/hypervisors/nbgrader_config.py
COPY source /opt/whole/share/hypervisors/source
ENV PATH=/opt/whole/bin:/usr/local/bin:/usr/bin:/bin JUPYTER_CONFIG_PATH=/opt/settings \
    JUPYTER_RUNTIME_DIR=/tmp/jupyter PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/course
USER 65534
ENTRYPOINT ["tini", "--"]
CMD ["jupyterhub-singleuser"]
