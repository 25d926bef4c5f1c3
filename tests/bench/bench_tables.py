"""
Decision tables against functions written by hand, and their reasons: ``python tests/bench/bench_tables.py``.

Both are called with the same keywords, for every case that the table knows, and for those with one tie or none.
"""

from itertools import product
from timeit import Timer

from relclient import KIND_TABLE, SIDE_TABLE, CustomerKind, Evidence, Side, classify

CALLS = 200_000
MIN_ROUNDS = 100


def side_by_hand(*, same_group, employed, contracted, owns, holds_stake, delivers):  # noqa: PLR0913  # the table's
    if same_group:
        return Side.INTERNAL
    if employed:
        return Side.INTERNAL
    if contracted:
        return Side.INTERNAL
    if owns:
        return Side.INTERNAL
    if holds_stake:
        return Side.INTERNAL
    if delivers:
        return Side.INTERNAL
    return Side.EXTERNAL


def kind_by_hand(  # noqa: C901, PLR0913  # what an if/elif of this table has to be
    *,
    side,
    occasional,
    decides_offer,
    serves_outsiders,
    produces,
    supplies,
    same_group,
    employed,
    contracted,
    is_organization,
    standing_account,
):
    if side is Side.INTERNAL:
        if occasional:
            return CustomerKind.SITUATIONAL
        if decides_offer:
            return CustomerKind.FRAMEWORK
        if serves_outsiders:
            return CustomerKind.FRAMEWORK
        if produces:
            return CustomerKind.OPERATIONAL
        if supplies:
            return CustomerKind.OPERATIONAL
        if same_group:
            return CustomerKind.HORIZONTAL
        if employed:
            return CustomerKind.HORIZONTAL
        if contracted:
            return CustomerKind.HORIZONTAL
        return CustomerKind.HORIZONTAL
    if is_organization:
        return CustomerKind.B2B
    if standing_account:
        return CustomerKind.ACCOUNT
    return CustomerKind.RETAIL


def classify_by_hand(evidence):  # what an if/elif over these facts has to be
    if (
        evidence.same_group
        or evidence.employed
        or evidence.contracted
        or evidence.owns
        or evidence.holds_stake
        or evidence.delivers
    ):
        if evidence.occasional:
            return CustomerKind.SITUATIONAL
        if evidence.decides_offer or evidence.serves_outsiders:
            return CustomerKind.FRAMEWORK
        if evidence.produces or evidence.supplies:
            return CustomerKind.OPERATIONAL
        return CustomerKind.HORIZONTAL
    if evidence.is_organization:
        return CustomerKind.B2B
    if evidence.standing_account:
        return CustomerKind.ACCOUNT
    return CustomerKind.RETAIL


def nanoseconds_a_call(calls, names, cases):
    """
    Measure each of *calls* over *cases*, as source, so that the keywords stand in the call as a user writes them.

    They take turns, and of many short runs the fastest counts, so that a slow moment of the machine meets none.
    """
    variables = ", ".join(f"_{name}" for name in names)
    arguments = ", ".join(f"{name}=_{name}" for name in names)
    loop = f"for {variables}, in cases: " if names else "for case in cases: "
    body = f"call({arguments})" if names else "call(case)"
    timers = [Timer(loop + body, globals={"call": call, "cases": cases}) for call in calls]
    timers.append(Timer(f"{loop}pass", globals={"cases": cases}))
    times = [[timer.timeit(1) for timer in timers] for _ in range(max(MIN_ROUNDS, CALLS // len(cases)))]
    *best, nothing = map(min, zip(*times, strict=True))
    return [1e9 * (time - nothing) / len(cases) for time in best]


def by_table(table):
    cases = list(product(*([True, False] if domain is bool else list(domain) for domain in table.inputs.values())))
    return list(table.inputs), cases


def is_usual(evidence):
    """Whether *evidence* has at most one tie and at most one fact beside it, as most parties have."""
    ties = sum(getattr(evidence, name) for name in SIDE_TABLE.inputs)
    return ties <= 1 and sum(getattr(evidence, name) for name in NAMES) <= ties + 1


def main():
    evidence = [Evidence(**dict(zip(NAMES, case, strict=True))) for case in product((False, True), repeat=len(NAMES))]
    names, cases = by_table(SIDE_TABLE)
    one_tie = [case for case in cases if sum(case) <= 1]
    lines = [
        ("side table, one tie", SIDE_TABLE.decide, side_by_hand, names, one_tie, 2),
        ("side table, all", SIDE_TABLE.decide, side_by_hand, names, cases, 2),
        # By hand the first fact that matters ends it; a decision keeps all eleven.
        ("kind table, all", KIND_TABLE.decide, kind_by_hand, *by_table(KIND_TABLE), 3),
        ("classify, one tie", classify, classify_by_hand, [], [one for one in evidence if is_usual(one)], 1),
        ("classify, all", classify, classify_by_hand, [], evidence, 1),
    ]
    print(f"{'':20} {'ours ns':>8} {'by hand':>8} {'ratio':>6} {'bound':>6}")
    for title, ours, by_hand, names, cases, bound in lines:
        mine, theirs = nanoseconds_a_call((ours, by_hand), names, cases)
        print(f"{title:20} {mine:8.0f} {theirs:8.0f} {mine / theirs:6.2f} {bound:6}")
    print(f"\n{'':20} {'us':>8} {'bound':>8}")
    employed, outsider = classify(Evidence(employed=True, produces=True)), classify(Evidence())
    decisions = [*employed.decisions, *outsider.decisions]
    for title, read, bound in (
        ("because, a decision", lambda: [one.because for one in decisions], 200),
        ("unless, a decision", lambda: [one.unless for one in decisions], 1000),
    ):
        times = Timer(read).repeat(repeat=5, number=50)
        print(f"{title:20} {1e6 * min(times) / 50 / len(decisions):8.0f} {bound:8}")


NAMES = (
    "same_group",
    "employed",
    "contracted",
    "owns",
    "holds_stake",
    "delivers",
    "occasional",
    "decides_offer",
    "produces",
    "is_organization",
    "standing_account",
    "serves_outsiders",
    "supplies",
)

if __name__ == "__main__":
    main()
