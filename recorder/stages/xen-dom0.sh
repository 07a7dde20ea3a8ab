# Xen's dom0 as its tools leave it: the store and the consoles run.
modprobe -a xenfs xen_privcmd xen_evtchn xen_gntdev xen_gntalloc xen_netback xen_blkback
mount -t xenfs xenfs /proc/xen
mkdir -p /run/xen /var/lib/xen /var/run/xenstored /var/lib/xenstored /var/log/xen
PATH=$PATH:/usr/lib/xen-4.17/bin
xenstored --pid-file /run/xen/xenstored.pid
sleep 1
xen-init-dom0 > /tmp/xen-init.txt 2>&1
xenconsoled --pid-file=/run/xen/xenconsoled.pid --log=guest --log-dir=/var/log/xen
[ -e /guest ] || record
