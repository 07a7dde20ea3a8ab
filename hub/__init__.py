"""The course in JupyterHub on one machine: ``python -m hub`` runs and looks after it.

It is installed into the environment of the hub and of the students' servers, which holds nothing
of hvutils: what is here may be read by everybody.
"""
