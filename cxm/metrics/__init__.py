"""What can be computed: the catalogue of metrics and the canonical frames, found by file name."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from cxm._registry import Registry
from cxm.errors import UsageError, fold, unknown
from cxm.metrics.spec import Frame, Metric, View


class Catalogue(Registry[Metric | View]):
    """The metrics and views by file name; each learns its name and family from where its file lies."""

    def load(self, key: str) -> Metric | View:
        """Import one declaration."""
        return replace(super().load(key), name=key, family=self.family(key))

    def resolve(self, name: str) -> str:
        """The file name of a metric from its name or one of its short names.

        Raises:
            UsageError: nothing has this name.
        """
        key = fold(name)
        if key in self or key in self.plugins:
            return key
        # Short names are declared in the files, so only a name that is no file's makes us open them all.
        for candidate in self:
            if key in {fold(alias) for alias in self[candidate].aliases}:
                return candidate
        raise unknown(
            "metric", name, [*self.shown(), *(alias for item in self for alias in self[item].aliases)], cure="cxm metrics lists them"
        )

    def metric(self, name: str) -> Metric:
        """The metric of a name, that of its view if it is one."""
        item = self[self.resolve(name)]
        return self.metric(item.of) if isinstance(item, View) else item

    def definitions(self, name: str) -> tuple[Metric, ...]:
        """All definitions of a metric, the default first."""
        metric = self.metric(name)
        if metric.name not in self:
            return (metric,)
        variants: tuple[Metric, ...] = getattr(import_module(self.module(metric.name)), "VARIANTS", ())
        return (metric, *(replace(variant, name=metric.name, family=metric.family) for variant in variants))

    def definition_ids(self, name: str) -> tuple[str, ...]:
        """The ids of all definitions of a metric by its own name, without metric and version: `0_10`.

        Raises:
            UsageError: there is no such metric, or it is another name of one.
        """
        metric = self.metric(name)
        if fold(name) != metric.name:
            raise UsageError(f"{name!r} is not the metric's own name", cure=f"write {metric.name.replace('_', '-')}")
        return tuple(dict.fromkeys(one.definition for one in self.definitions(name)))


ALL = "all"
"""The word for every metric that an export supports."""
METRICS = Catalogue("cxm.metrics.catalog", "METRIC", "metric", entry_points="cxm.metrics")
FRAMES: Registry[Frame] = Registry("cxm.metrics.frames", "FRAME", "frame")
