"""Hypothesis looks at the same examples in every run; `HYPOTHESIS_PROFILE=explore` looks at many new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]

settings.register_profile("steady", deadline=None, derandomize=True, database=None, phases=PHASES, suppress_health_check=SLOW)
settings.register_profile("explore", deadline=None, max_examples=500, phases=PHASES, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
