"""The files of `web/` as they are served: read once, named by what they hold, small on the way."""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

GZIP_LEVEL = 9
VERSION_LENGTH = 12
SCRIPTS = "<!-- modules -->"
IMPORT = re.compile(r"""^(?:import|export)\b[^"']*?["'](\.[^"']+)["'];$""", re.MULTILINE)
LINKED = re.compile(r"""<script type="module" src="/web/([^"]+)">""")
MEDIA_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".json": "application/json"}
TEXT = ("text/", "application/", "image/svg")


@dataclass(frozen=True)
class WebFile:
    """One file; `gzipped` is None where it would not be smaller."""

    content: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


@dataclass(frozen=True)
class WebFiles:
    """All files by their path below `web/`; `version` changes when any of them does."""

    files: dict[str, WebFile]
    version: str

    @classmethod
    def read(cls, root: Path) -> WebFiles:
        """Every file below `root` that a browser may want; `.d.ts` is for the compiler."""
        found = sorted(path for path in root.rglob("*") if path.is_file() and not path.name.endswith(".d.ts"))
        files = {path.relative_to(root).as_posix(): web_file(path.name, path.read_bytes()) for path in found}
        listed = "\n".join(f"{path} {file.etag}" for path, file in files.items())
        return cls(files, _digest(listed.encode()))

    def page(self, path: str) -> WebFile:
        """A page whose links name this version, and which asks for all its modules at once, not one after another."""
        text = self.files[path].content.decode()
        modules = self._modules(LINKED.findall(text))
        preloads = "\n".join(f'<link rel="modulepreload" href="/web/{module}">' for module in modules)
        linked = text.replace(SCRIPTS, preloads).replace('"/web/', f'"/web/{self.version}/')
        return web_file(path, linked.encode())

    def worker(self, path: str, *, rooms: tuple[str, ...], without: tuple[str, ...], pages: tuple[str, ...]) -> WebFile:
        """A service worker that knows which files it keeps; it is another one as soon as any file is."""
        files = [one for one in self.files if one.startswith(rooms) and not one.startswith(without)]
        kept = [f"/web/{self.version}/{one}" for one in files if not _is_page(one)]
        shell = json.dumps({"VERSION": self.version, "FILES": [*pages, *kept]})
        return web_file(path, f"globalThis.SHELL = {shell};\n".encode() + self.files[path].content)

    def _modules(self, entries: list[str]) -> list[str]:
        """What the entries import, directly or not, each once, the entries left out."""
        found = list(entries)
        for path in found:
            folder = PurePosixPath(path).parent
            for name in IMPORT.findall(self.files[path].content.decode()):
                module = _resolved(folder, name)
                if module not in found:
                    found.append(module)
        return found[len(entries) :]


def _is_page(path: str) -> bool:
    return path.endswith((".html", "service_worker.js", ".txt", "manifest.json"))


def _resolved(folder: PurePosixPath, name: str) -> str:
    parts: list[str] = []
    for part in (folder / name).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def web_file(name: str, content: bytes) -> WebFile:
    """A file as it is served, by what its name says it is."""
    suffix = PurePosixPath(name).suffix
    media_type = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    small = gzip.compress(content, GZIP_LEVEL, mtime=0) if media_type.startswith(TEXT) else content
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return WebFile(content, small if len(small) < len(content) else None, media_type + charset, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
