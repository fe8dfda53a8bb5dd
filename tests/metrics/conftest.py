"""Tests of a folder that is no package find `build.py`, which makes tables from rows written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
