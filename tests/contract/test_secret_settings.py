"""Secrets as they come to a service that systemd starts."""

import pytest

from security.secrets_file import create_secret
from settings import BadSettings, Settings
from tests.promises.processes import environment


def test_a_secret_may_be_a_credential_of_systemd_and_elsewhere_must_be_its_owners_alone(tmp_path, relay_key):
    folder = tmp_path / "credentials"
    folder.mkdir()
    secret = create_secret(folder / "secret")
    (folder / "secret").chmod(0o440)
    env = environment(tmp_path, f"sqlite:///{tmp_path / 'jianfu.sqlite'}", relay_key.public)
    env |= {"JIANFU_SECRET_FILE": str(folder / "secret")}
    with pytest.raises(BadSettings, match="JIANFU_SECRET_FILE: secret: readable by others"):
        Settings.from_env(env)
    assert Settings.from_env(env | {"CREDENTIALS_DIRECTORY": str(folder)}).secret == secret
