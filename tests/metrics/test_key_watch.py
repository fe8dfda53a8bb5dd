"""Whether a key repeats is seen by several threads at once."""

import polars as pl

from cxm.metrics.engine.backends.polars import KeyWatch


class Interrupted(pl.Series):
    """Keys whose look is overtaken by another thread with a chunk of its own."""

    def null_count(self) -> int:
        self.meanwhile()
        return super().null_count()


def test_a_fall_seen_by_one_thread_is_not_taken_back_by_another():
    watch = KeyWatch("id")
    rising = Interrupted(["m2", "m3"])
    rising.meanwhile = lambda: watch(pl.Series(["m1", "m1"]))
    watch(rising)
    assert not watch.unique
    assert watch.seen == 4


def test_chunks_in_any_order_are_unique_if_they_rise_and_do_not_overlap():
    watch = KeyWatch("id")
    for chunk in (["c", "d"], ["a", "b"], ["e"]):
        watch(pl.Series(chunk))
    assert watch.unique
    watch(pl.Series(["d"]))
    assert not watch.unique
