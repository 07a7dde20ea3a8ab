# A KVM host with a bridge and one guest, which runs while the host is recorded. The addresses are
# those that libvirt gives: the tap has its guest's with fe in front.
modprobe -a kvm_amd bridge tun
ip link add name virbr0 address 52:54:00:1f:c3:84 type bridge
ip link set virbr0 up
ip tuntap add dev vnet0 mode tap
ip link set vnet0 address fe:54:00:88:41:7c master virbr0
ip link set vnet0 up
tr '\n' '\0' < /guest | xargs -0 qemu-system-x86_64 > /tmp/guest.txt 2>&1 &
sleep 15
record
cat /tmp/guest.txt
