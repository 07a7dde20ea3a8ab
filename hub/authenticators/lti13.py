"""Canvas, Moodle and other learning platforms, by LTI 1.3: students come from their course there.

Copy it to local_config.py in the hub's folder, change what is yours, and start the hub again.
Register in the platform: initiate login https://hub.example.org/hub/lti13/oauth_login, redirect
https://hub.example.org/hub/lti13/oauth_callback, and send the user name in a claim.
Canvas: the custom field `login=$Canvas.user.loginId`; Moodle: `login=$User.username`.
"""

c = get_config()  # noqa: F821  (traitlets provides it)

c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
c.LTI13Authenticator.issuer = "https://lms.example.org"
c.LTI13Authenticator.authorize_url = "https://lms.example.org/authorize"
c.LTI13Authenticator.jwks_endpoint = "https://lms.example.org/jwks"
c.LTI13Authenticator.client_id = {"hypervisors-hub"}
# The claim must be one that users cannot set for themselves. Without it the opaque `sub` is taken,
# which courses.toml does not have: such a person is told to be not enrolled.
c.LTI13Authenticator.username_key = "custom_login"
c.LTI13Authenticator.uri_scheme = "https"
# The platform's page posts to the hub from another site: its cookies must be sent then.
c.JupyterHub.tornado_settings = {"cookie_options": {"SameSite": "None", "Secure": True}}
c.LTI13Authenticator.allow_all = True
