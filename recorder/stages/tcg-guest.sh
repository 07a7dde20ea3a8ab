# A machine that runs one guest with QEMU and without KVM; what the guest writes is what this machine
# writes.
tr '\n' '\0' < /guest | xargs -0 qemu-system-x86_64 2>&1
