"""Bit counters: how often each bit is set in many large integers."""

from collections.abc import Iterator


class BitCounter:
    """
    A count for every bit at once, kept as sums in binary across the bits.

    Each level holds at most two integers whose bits count double those of the level below; a third is added to
    both, all bits in one operation, so that an integer costs a few operations however many were added before.

    >>> from relclient.network.impact._bit_counter import BitCounter
    >>> counter = BitCounter()
    >>> for bits in (0b101, 0b001, 0b111):
    ...     counter.add(bits)
    >>> counter.counts(3)
    [3, 1, 2]
    """

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._levels: list[list[int]] = []

    def add(self, bits: int, times: int = 1) -> None:
        """Count *bits* that many *times*."""
        level = 0
        while times:
            if times & 1:
                self._add(bits, level)
            times >>= 1
            level += 1

    def _add(self, bits: int, level: int) -> None:
        while True:
            while len(self._levels) <= level:
                self._levels.append([])
            waiting = self._levels[level]
            waiting.append(bits)
            if len(waiting) < 3:  # noqa: PLR2004  # two wait until a third makes a full adder
                return
            first, second, third = waiting
            either = first ^ second
            self._levels[level] = [either ^ third]
            bits = first & second | either & third
            level += 1

    def counts(self, width: int) -> list[int]:
        """Return the counts of the lowest *width* bits."""
        counts = [0] * width
        for level, waiting in enumerate(self._levels):
            for bits in waiting:
                for bit in ones(bits):
                    counts[bit] += 1 << level
        return counts


def ones(bits: int) -> Iterator[int]:
    """
    Yield the places of the bits that are set, the lowest first.

    >>> from relclient.network.impact._bit_counter import ones
    >>> list(ones(0b1101))
    [0, 2, 3]
    """
    digits = f"{bits:b}"[::-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
