"""Components: which nodes of a directed graph lie in one loop, and an order in which links lead forward."""

from collections.abc import Iterable, Sequence


def components(successors: Sequence[Iterable[int]]) -> list[list[int]]:
    """
    Part the nodes 0, 1, 2 ... into strongly connected components; links lead to the same or to an earlier one.

    Gabow's algorithm, with stacks of its own instead of calls: linear, and as deep as memory allows.

    >>> from relclient.network.impact._components import components
    >>> components([[1], [2], [1], [0]])
    [[1, 2], [0], [3]]
    """
    found: list[list[int]] = []
    done = len(successors) + 1
    place = [0] * len(successors)  # in the stack, from 1; 0 is not met yet
    stack: list[int] = []
    heads: list[int] = []  # where in the stack components begin, as far as is known
    for root in range(len(successors)):
        if place[root]:
            continue
        trail = [(root, iter(successors[root]))]
        stack.append(root)
        place[root] = len(stack)
        heads.append(len(stack))
        while trail:
            node, following = trail[-1]
            for successor in following:
                if not place[successor]:
                    trail.append((successor, iter(successors[successor])))
                    stack.append(successor)
                    place[successor] = len(stack)
                    heads.append(len(stack))
                    break
                while heads[-1] > place[successor]:
                    heads.pop()
            else:
                trail.pop()
                if heads[-1] == place[node]:
                    start = heads.pop() - 1
                    found.append(stack[start:])
                    del stack[start:]
                    for member in found[-1]:
                        place[member] = done
    return found
