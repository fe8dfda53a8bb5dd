"""Items found by file name: the folder is the registry, a saved file is an item, nobody edits a list.

`Registry` names its items without importing them, so listing stays cheap; `registry["nps"]` imports `nps.py` and returns
its declaration. Items may lie in one level of sub-folders (families). Plug-ins join by entry point.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from typing import Generic, TypeVar

from cxm.errors import fold, unknown

T = TypeVar("T")


class Registry(Generic[T]):
    """The items of one package, by file name.

    Args:
        package: dotted name of the package whose files are the items.
        attribute: the module attribute that holds the declaration.
        kind: the word for one item in messages.
        entry_points: group under which installed plug-ins offer further items, as `name = module:ATTRIBUTE`.
    """

    def __init__(self, package: str, attribute: str, kind: str, *, entry_points: str | None = None) -> None:
        self._package = package
        self._attribute = attribute
        self._kind = kind
        self._group = entry_points
        self._loaded: dict[str, T] = {}

    @cached_property
    def _files(self) -> dict[str, str]:
        """Item name -> dotted module, read from the folder alone."""
        found: dict[str, str] = {}
        for folder in import_module(self._package).__path__:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir() and not entry.name.startswith(("_", ".")):
                        with os.scandir(entry.path) as inner:
                            found |= {name: f"{self._package}.{entry.name}.{name}" for name in _modules(inner)}
                    else:
                        found |= {name: f"{self._package}.{name}" for name in _modules([entry])}
        return dict(sorted(found.items()))

    @cached_property
    def plugins(self) -> dict[str, T]:
        """Items offered by installed distributions. A plug-in that fails to load is reported, the others go on."""
        if self._group is None or not _offered(self._group):
            return {}
        from importlib.metadata import entry_points  # costs as much as all of our own modules

        found: dict[str, T] = {}
        for point in entry_points(group=self._group):
            try:
                found[fold(point.name)] = point.load()
            except Exception as error:  # a stranger's code may raise anything
                import warnings  # only a broken plug-in needs it

                warnings.warn(f"plug-in {point.name!r} ({point.value}) failed to load: {error}", RuntimeWarning, stacklevel=2)
        return found

    def names(self, family: str | None = None) -> tuple[str, ...]:
        """Names of the built-in items, sorted; of one family (sub-folder) if given. Imports nothing."""
        return tuple(name for name in self._files if family is None or self.family(name) == family)

    def families(self) -> tuple[str, ...]:
        """The sub-folders that hold items, sorted."""
        return tuple(sorted({family for name in self._files if (family := self.family(name))}))

    def family(self, name: str) -> str:
        """The sub-folder an item lies in, '' at the top."""
        module = self._files[name].removeprefix(self._package + ".")
        return module.rpartition(".")[0]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold(name) in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __getitem__(self, name: str) -> T:
        """The declaration of an item.

        Raises:
            UsageError: no item has this name; the cure gives the nearest ones.
        """
        key = fold(name)
        if key not in self._loaded:
            if key in self._files:
                self._loaded[key] = self.load(key)
            elif key in self.plugins:
                self._loaded[key] = self.plugins[key]
            else:
                raise unknown(self._kind, name, self.shown())
        return self._loaded[key]

    def shown(self) -> tuple[str, ...]:
        """Names as the user types them, plug-ins included."""
        return tuple(name.replace("_", "-") for name in (*self._files, *self.plugins))

    def load(self, key: str) -> T:
        """Import one built-in item; sub-classes add what the file's place says about it."""
        item: T = getattr(import_module(self._files[key]), self._attribute)
        return item

    def module(self, name: str) -> str:
        """Dotted module of a built-in item, for its documentation."""
        return self._files[fold(name)]


def _offered(group: str) -> bool:
    """Whether any installed distribution offers this group: reading the few lines costs a tenth of importing the machinery."""
    mark = f"[{group}]"
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                found = [f"{entry.path}/entry_points.txt" for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for path in found:
            try:
                with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not needed for this
                    if mark in file.read():
                        return True
            except OSError:
                continue
    return False


def _modules(entries: Iterator[os.DirEntry[str]] | list[os.DirEntry[str]]) -> list[str]:
    return [entry.name[:-3] for entry in entries if entry.name.endswith(".py") and not entry.name.startswith("_")]
