#!/bin/sh
# Prints the Python that the set-up uses: $PYTHON, else the one that .venv was made with, else the
# first of the usual names that is 3.11, 3.12 or 3.13 (one that can make environments comes first).
# Running each candidate, rather than looking it up, also passes over the stubs of version managers.

probe='
import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13): sys.exit(4)
import os
whole = os.path.isdir(os.path.join(os.path.dirname(os.__file__), "ensurepip"))
print(getattr(sys, "_base_executable", None) or sys.executable)
sys.exit(0 if whole else 3)
'
wanted="Python 3.11, 3.12 or 3.13"
unset PYTHONHOME PYTHONPATH

if [ -n "${PYTHON:-}" ]; then
    path=$("$PYTHON" -c "$probe" 2>/dev/null)
    case $? in
    0 | 3) echo "$path"; exit 0 ;;
    4) echo "PYTHON=$PYTHON is $("$PYTHON" -V 2>&1), and this course needs $wanted: name another, or leave PYTHON out." >&2 ;;
    *) echo "PYTHON=$PYTHON cannot be run: give the path of $wanted, or leave PYTHON out." >&2 ;;
    esac
    exit 2
fi

second=""
for candidate in .venv/bin/python python3.13 python3.12 python3.11 python3 python; do
    path=$("$candidate" -c "$probe" 2>/dev/null </dev/null)
    case $? in
    0) echo "$path"; exit 0 ;;
    3) [ -n "$second" ] || second=$path ;;
    esac
done
if [ -n "$second" ]; then
    echo "$second"
    exit 0
fi
if found=$(python3 -V 2>&1); then found="python3 is $found"; else found="no python3 can be run"; fi
echo "This course needs $wanted, and $found: install one of them, or name it: make setup PYTHON=/path/to/python3.12" >&2
exit 2
