# A KVM host with a bridge and one guest, which runs while the host is recorded. The addresses are
# as libvirt gives them: the tap has its guest's with fe in front. The row may name the bridge's.
modprobe -a kvm_amd bridge tun
bridge=$(sed -n 's/.*recorder\.bridge=\([0-9a-f:]*\).*/\1/p' /proc/cmdline)
tap=fe:$(sed -n 's/.*mac=52:\([0-9a-f:]*\).*/\1/p' /guest)
ip link add name virbr0 address "${bridge:-52:54:00:1f:c3:84}" type bridge
ip link set virbr0 up
ip tuntap add dev vnet0 mode tap
ip link set vnet0 address "$tap" master virbr0
ip link set vnet0 up
tr '\n' '\0' < /guest | xargs -0 qemu-system-x86_64 > /tmp/guest.txt 2>&1 &
sleep 15
record
cat /tmp/guest.txt
