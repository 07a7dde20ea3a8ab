# A student's server and kernel. Built from the project's folder:
#   docker build -f hub/kubernetes/images/student.Dockerfile -t REGISTRY/hypervisors-student:TAG .
FROM docker.io/library/python:3.12-slim-bookworm AS build
WORKDIR /build
COPY student/requirements.lock hub/kubernetes/images/student.lock ./
# Two environments, as on one machine: a server without anything of hvutils, a kernel without a
# server. Submissions are graded in the same kernel.
RUN python -m venv /opt/server && /opt/server/bin/pip install --no-cache-dir --require-hashes -r student.lock \
 && python -m venv --without-pip /opt/kernel \
 && /opt/server/bin/pip --python /opt/kernel/bin/python install --no-cache-dir --require-hashes -r requirements.lock \
 && python -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir build hatchling editables
COPY . /project
RUN /opt/tools/bin/python -m build --wheel --no-isolation --outdir /build/dist /project/student \
 && /opt/server/bin/pip --python /opt/kernel/bin/python install --no-index --no-deps /build/dist/hvutils_student-*.whl \
 && cp -r /project/hub /opt/server/lib/python3.12/site-packages/hub \
 && rm -rf /opt/server/lib/python3.12/site-packages/hub/kubernetes

FROM docker.io/library/python:3.12-slim-bookworm
# extrausers: the names of users, from the volume that the hub writes.
RUN apt-get update && apt-get install -y --no-install-recommends git libnss-extrausers tini \
 && rm -rf /var/lib/apt/lists/* && sed -i 's/^\(passwd\|group\):.*files/& extrausers/' /etc/nsswitch.conf \
 && mkdir -p /home/jovyan /srv/exchange && chmod 1777 /home/jovyan
COPY --from=build /opt/server /opt/server
COPY --from=build /opt/kernel /opt/kernel
COPY hub/kubernetes/config/kernel.json /opt/server/share/jupyter/kernels/hypervisors/kernel.json
COPY hub/settings/student /opt/settings
COPY hub/kubernetes/config/student_nbgrader_config.py /opt/settings/nbgrader_config.py
ENV PATH=/opt/server/bin:/usr/local/bin:/usr/bin:/bin JUPYTER_CONFIG_PATH=/opt/settings HOME=/home/jovyan \
    JUPYTER_RUNTIME_DIR=/tmp/jupyter PYTHONDONTWRITEBYTECODE=1
WORKDIR /home/jovyan
USER 65534
ENTRYPOINT ["tini", "--"]
CMD ["jupyterhub-singleuser"]
