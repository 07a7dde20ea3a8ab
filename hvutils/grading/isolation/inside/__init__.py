"""What runs inside: the warm process, and how a kernel forked from it gives up all it could do.

The students' Python runs this package, mounted by itself: it imports the standard library, the
kernel and its own modules, never the rest of ``hvutils.grading``, and no key is in its reach.
"""
