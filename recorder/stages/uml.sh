# User-mode Linux: a kernel that is a program of this machine, with the recording guest's own files.
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
TMPDIR=/dev/shm linux.uml mem=256M initrd=/inner/initramfs.cpio rdinit=/init quiet \
  con=null con0=fd:0,fd:1 < /dev/null 2>&1
