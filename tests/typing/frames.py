"""What a type checker says of frames: the caller's own kind of frame comes back."""

from datetime import UTC, date, datetime
from typing import assert_type

import polars as pl

from relclient import PRIORITY_MATRIX, SIDE_TABLE, PriorityPolicy, ServiceNetwork
from relclient.interop import frames

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def answers(frame: pl.DataFrame, lazy: pl.LazyFrame, network: ServiceNetwork) -> None:
    """An eager frame gives an eager one, a lazy frame a lazy one."""
    assert_type(frames.rank(frame, PriorityPolicy.external_first(), at=NOW), pl.DataFrame)
    assert_type(frames.rank(lazy, PriorityPolicy.external_first(), at=NOW), pl.LazyFrame)
    assert_type(frames.classify(frames.evidence(lazy, network, on=date(2026, 3, 2))), pl.LazyFrame)
    assert_type(frames.prioritize(frame, columns={"impact": "impacto"}), pl.DataFrame)
    frames.check(lazy, PRIORITY_MATRIX, SIDE_TABLE, PriorityPolicy.by_deadline())


def mistakes(frame: pl.DataFrame, network: ServiceNetwork) -> None:
    """Each line is one mistake."""
    frames.rank(frame, PriorityPolicy.external_first())  # type: ignore[call-arg]
    frames.rank(frame, "external first", at=NOW)  # type: ignore[arg-type]
    frames.prioritize(frame, SIDE_TABLE)  # type: ignore[arg-type]
    frames.evidence(frame, network, on="2026-03-02")  # type: ignore[arg-type]
    frames.classify(frame, columns=["employed"])  # type: ignore[arg-type]
