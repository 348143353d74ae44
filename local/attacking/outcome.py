"""What came of the parts of an attack: one table."""

import dataclasses

from console import paint, say

SHOWN = 20


@dataclasses.dataclass
class Outcome:
    """Of one part: how many cases, what was wrong, what was measured."""

    cases: int = 0
    failures: list = dataclasses.field(default_factory=list)
    figures: list = dataclasses.field(default_factory=list)

    def check(self, holds, otherwise):
        """Another failure, unless it holds."""
        if not holds:
            self.failures.append(otherwise)


def show(outcomes):
    """The table, and then what was wrong. How many failures there were."""
    say(f"\n  {'part':<14}{'cases':>7}{'failures':>10}  figures")
    for name, outcome in outcomes.items():
        first, *others = outcome.figures or ["-"]
        say(f"  {name:<14}{outcome.cases:>7}{len(outcome.failures):>10}  {first}")
        for figure in others:
            say(f"  {'':<31}  {figure}")
    for name, outcome in outcomes.items():
        for failure in outcome.failures[:SHOWN]:
            say(f"  {paint(name, 31)} {failure}")
    return sum(len(outcome.failures) for outcome in outcomes.values())
