"""What a measurement prints: rows while it runs, and at the end each target, met or missed."""


class Report:
    def __init__(self) -> None:
        self._judged: list[tuple[str, str, str, bool]] = []

    def title(self, text: str) -> None:
        print(f"\n{text}")

    def row(self, name: str, text: str) -> None:
        print(f"  {name:28} {text}", flush=True)

    def judge(self, what: str, figure: str, target: str, met: bool) -> None:
        """Keep a figure and its target for the end."""
        self._judged.append((what, figure, target, met))

    @property
    def all_met(self) -> bool:
        return all(met for *_, met in self._judged)

    def print_targets(self) -> None:
        if not self._judged:
            return
        print("\ntargets")
        for what, figure, target, met in self._judged:
            print(f"  {'met   ' if met else 'MISSED'} {what:44} {figure:>12}  (at most {target})")
        missed = sum(not met for *_, met in self._judged)
        print(f"  {len(self._judged) - missed} of {len(self._judged)} met", flush=True)
