# A container of systemd-nspawn with the recording guest's own files; it is what is recorded.
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /box
mount -t tmpfs tmpfs /box
: > /usr/lib/os-release
(cd /box && cpio -i -d -m < /inner/initramfs.cpio && mkdir -p etc && : > etc/os-release)
systemd-nspawn --quiet --directory=/box --machine="$(cat /name)" --register=no --keep-unit \
  --private-network --link-journal=no --console=pipe --resolv-conf=off --timezone=off /init 2>&1
