"""A small class: people log in with their passwords on this machine. This is what a hub has anyway.

Copy it to local_config.py in the hub's folder, change what is yours, and start the hub again.
A password is set with `passwd NAME` or `chpasswd`; with SSSD or LDAP behind PAM, by them.
"""

c = get_config()  # noqa: F821  (traitlets provides it)

c.JupyterHub.authenticator_class = "pam"
# /etc/pam.d/login: what counts for a log-in at the machine's console counts here.
c.PAMAuthenticator.service = "login"
# Nobody administers the hub from a browser: the administrator has a shell.
c.PAMAuthenticator.admin_groups = set()
