"""Links that bring students a copy of notebooks in git, where a course has no exchange."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from hub.errors import HubError

__all__ = ["pull_link"]


def pull_link(hub: str, repository: str, path: str, branch: str = "main") -> str:
    """Return a nbgitpuller link.

    Args:
        hub: the hub's address.
        repository: the address of the git repository.
        path: the notebook in it that opens.
        branch: the branch that students get.

    Raises:
        HubError: an address is none.
    """
    for what, address in (("hub", hub), ("repository", repository)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise HubError(f"the {what}'s address {address!r} does not begin with https://HOST")
    # nbgitpuller would put it into a folder of the address's last word, with its .git.
    folder = urlsplit(repository).path.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if not folder:
        raise HubError(f"the repository's address {repository!r} names no repository")
    query = {"repo": repository, "branch": branch, "targetpath": folder}
    query["urlpath"] = f"lab/tree/{folder}/{path}"
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query)}"
