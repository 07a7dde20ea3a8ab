# A dom0 that runs one guest; what the guest writes to its console is what this machine writes.
. /stages/xen-dom0.sh
modprobe -q tun
name=$(cat /name)
echo "name = '$name'" | cat - /guest > /tmp/guest.cfg
if xl create /tmp/guest.cfg > /tmp/xl.txt 2>&1; then
  while xl list "$name" > /dev/null 2>&1; do sleep 2; done
else
  cat /tmp/xl.txt /tmp/xen-init.txt /var/log/xen/qemu-dm-*
fi
cat /var/log/xen/guest-*.log
