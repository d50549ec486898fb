"""Look for keys and passwords among the files of the repository: a part of `make lint`.

Every file is searched for what has a known form: private keys, tokens of services, passwords in URLs. Outside of tests
and published test vectors, which are full of made-up ones, whatever looks like a password or like chance counts, too.
"""

import subprocess
import sys

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from tests.support.served import ROOT

KNOWN = [
    *("ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector"),
    *("GitLabTokenDetector", "JwtTokenDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector"),
    *("PypiTokenDetector", "SlackDetector", "StripeDetector", "TelegramBotTokenDetector"),
]
"""Forms that are nothing but a secret."""
LIKELY = ["KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString"]
"""What a secret may look like, and much else."""
LEFT_OUT = {
    "requirements.txt": "digests of packages",
    "requirements-dev.txt": "digests of packages",
    "tests/node/package-lock.json": "digests of packages",
    "tests/node/lighthouse/package-lock.json": "digests of packages",
    "tests/node/types/package-lock.json": "digests of packages",
    "web/vendor/": "files of others, each held to its published digest",
}
MADE_UP = ("tests/", "docs/vectors/", "bench/")
ALLOWED = {
    ("deploy/postgresql/jianfu.conf", "Secret Keyword"): "the name of a setting, no password",
    ("policy/credit_codes.py", "Base64 High Entropy String"): "the alphabet of credit codes",
    ("security/crockford.py", "Base64 High Entropy String"): "the alphabet of receipts",
    ("web/shared/receipt.js", "Base64 High Entropy String"): "the alphabet of receipts",
    ("web/console/words/en.json", "Secret Keyword"): "words beside a field for a password",
    ("services/people/factors.py", "Secret Keyword"): "names of second factors",
    ("tests/security/test_endpoints.py", "Basic Auth Credentials"): "an address that is refused",
}
"""File and kind of what was found and looked at, and why it is no secret."""


def main():
    """0 when there is nothing but what is allowed; else 1, and each place is printed, never what stands there."""
    files = [name for name in tracked() if not name.startswith(tuple(LEFT_OUT))]
    found = list(found_in(ROOT, files))
    secret = [f"{name}:{line}: {kind}\n" for name, kind, line in found if (name, kind) not in ALLOWED]
    needless = [f"{each}: allowed for nothing\n" for each in ALLOWED.keys() - {(name, kind) for name, kind, _ in found}]
    sys.stdout.write("".join([*secret, *needless, f"secrets in {len(files)} files: {len(secret) or 'none'}\n"]))
    return 1 if secret or needless else 0


def tracked():
    """The files that git knows, and those it would take in."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if (ROOT / name).is_file()})


def found_in(folder, names):
    """(name, kind, line) of each thing that looks like a secret, as strictly as a file of this name is looked at."""
    made_up = [name for name in names if name.startswith(MADE_UP)]
    for detectors, files in ((KNOWN, made_up), (KNOWN + LIKELY, sorted(set(names) - set(made_up)))):
        with transient_settings({"plugins_used": [{"name": each} for each in detectors]}):
            for name in files:
                yield from ((name, each.type, each.line_number) for each in scan_file(str(folder / name)))


if __name__ == "__main__":
    sys.exit(main())
