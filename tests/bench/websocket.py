"""`python -m tests.bench websocket`: our door for browsers beside plain text."""

from collections.abc import Sequence

from tests.bench import doors_compared


def main(words: Sequence[str]) -> int:
    return doors_compared.main(doors_compared.WEBSOCKET, words)
