"""livechat.settings as a bare machine has them: whoever runs the tests may have a key in the environment."""

import os
import shutil
import tempfile
from atexit import register

from tests.support.environment import bare_environment

_state_dir = tempfile.mkdtemp(prefix="livechat-tests-")
register(shutil.rmtree, _state_dir, ignore_errors=True)
_bare = bare_environment(LIVECHAT_STATE_DIR=_state_dir, DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""))
for _name in set(os.environ) - set(_bare):
    del os.environ[_name]
os.environ.update(_bare)

from livechat.settings import *  # noqa: E402, F403  # reads the environment that is made above

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file: the threads of one process would lock each other out of a database in memory.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_state_dir, "test.sqlite3")}  # noqa: F405
    # A thread must not keep one for a test that may not use it.
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
