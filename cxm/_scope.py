"""Scope: which metrics `all` means for an export, and what is in the way of each of the others."""

from __future__ import annotations

from dataclasses import replace

from cxm._settle import Asked
from cxm.errors import AmbiguousError, CxmError, NotEnoughData, UsageError
from cxm.io.read import Reading
from cxm.io.roles import asked_by
from cxm.io.spec import BECOMES
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.engine.plan import Lacking, tolerated
from cxm.metrics.engine.result import NotComputed


def narrowed(asked: Asked, reading: Reading) -> tuple[Asked, Reading, Lacking]:
    """Of every metric, those computed from what the export holds; of the others, those of the same family and why not.

    Raises:
        NotEnoughData: there is none.
        UsageError: one scale is declared for several questions.
    """
    reading = _turned(reading, asked)
    names, lacking = [], Lacking()
    for name in asked.metrics:
        definitions = METRICS.definitions(name)
        first = FRAMES[definitions[0].frame]
        if any(one.frame == reading.gives.name for one in definitions):
            names.append(name)
        elif asked.family or first.family == reading.gives.family:
            lacking[name] = NotEnoughData(f"needs an export of {first.title.lower()}")
    if not names:
        of = f"metric of the family {asked.family}" if asked.family else "metric"
        held = reading.gives.title.lower()
        raise NotEnoughData(f"no {of} is computed from {held} alone", where=reading.where, cure="cxm metrics lists what each needs")
    lacking |= _of_other_questions(names, asked, reading)
    return replace(asked, metrics=tuple(name for name in names if name not in lacking)), reading, lacking


def _turned(reading: Reading, asked: Asked) -> Reading:
    """A reading that gives the frame the metrics are of, where the export's own has none: campaigns of mail events."""
    frames = {one.frame for name in asked.metrics for one in METRICS.definitions(name)}
    has = reading.gives.name
    made = [after for before, after in BECOMES if before == has and after in frames]
    return replace(reading, wanted=made[0]) if made and has not in frames else reading


def _of_other_questions(names: list[str], asked: Asked, reading: Reading) -> Lacking:
    """Metrics of questions that nothing says the answers are to.

    Who asks for the NPS of a column called `score` says by that what it is. Who asks for everything says nothing.

    Raises:
        UsageError: one scale is declared for several questions.
    """
    lacking, played = Lacking(), dict[str, dict[str, list[str]]]()
    if reading.frame.question in reading.roles:
        return lacking
    for name in names:
        about = METRICS.metric(name).about
        if about is None:
            continue
        with tolerated(name, lacking):
            role = reading.score(about)
            if role is not None:
                played.setdefault(role.column, {}).setdefault(about, []).append(name)
    if asked.request.scale is not None and len(played) > 1:
        columns = " and ".join(repr(column) for column in played)
        raise UsageError(
            f"--scale {asked.request.scale} cannot be that of {columns} alike", cure="ask for the metrics of one question by name"
        )
    for column, questions in played.items():
        known = asked_by(reading.columns, column)
        for about, asking in questions.items():
            if known and about not in known:
                lacking |= dict.fromkeys(asking, NotEnoughData(f"'{column}' asks about {' and '.join(sorted(known))}"))
            elif not known and len(questions) > 1:
                doubt = AmbiguousError(f"nothing says whether '{column}' asks about {' or '.join(questions)}", cure="ask for it by name")
                lacking |= dict.fromkeys(asking, doubt)
    return lacking


def refusal(lacking: Lacking, where: str) -> CxmError:
    """The error when nothing of what was asked can be computed: the one in the way of all, or a list."""
    errors = list(lacking.values())
    if len({(type(error), error.what) for error in errors}) == 1:
        return errors[0]
    told = [f"{one.metric}: {one.why}" for one in not_computed(lacking)]
    return NotEnoughData(
        f"none of {len(told)} metrics can be computed",
        where=where,
        problems=told,
        cure="cxm inspect shows which columns could be what they need",
    )


def not_computed(lacking: Lacking) -> list[NotComputed]:
    """What a result says of metrics that could not be computed."""
    return [_told(name, error) for name, error in sorted(lacking.items())]


def _told(name: str, error: CxmError) -> NotComputed:
    metric, dot, definition = name.partition(".")
    name = metric.replace("_", "-") + dot + definition
    fields = error.fields if isinstance(error, NotEnoughData) else ()
    why = error.what.removeprefix(f"{name} ")
    if not fields:
        return NotComputed(name, (), why, error.cure or "")
    flags = " ".join(f"--map {field}=COLUMN" for field in fields)
    return NotComputed(name, fields, f"needs {' and '.join(fields)}", flags)
