"""A university's log-in, by OAuth 2 and OpenID Connect (Keycloak, Entra ID, Shibboleth, GitLab, …).

Copy it to local_config.py in the hub's folder, change what is yours, and start the hub again.
Register https://hub.example.org/hub/oauth_callback there as the address to come back to.
The user names that it gives must be those of `python -m hub enrol`; `username_map` translates.
"""

from pathlib import Path

c = get_config()  # noqa: F821  (traitlets provides it)

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.login_service = "your university account"
c.GenericOAuthenticator.client_id = "hypervisors-hub"
# A file that only root can read.
c.GenericOAuthenticator.client_secret = Path("/etc/hypervisors/oauth-secret").read_text().strip()
c.GenericOAuthenticator.oauth_callback_url = "https://hub.example.org/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "https://login.example.org/authorize"
c.GenericOAuthenticator.token_url = "https://login.example.org/token"
c.GenericOAuthenticator.userdata_url = "https://login.example.org/userinfo"
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.scope = ["openid"]
# Who may come in is decided by courses.toml.
c.GenericOAuthenticator.allow_all = True
