"""`python -m tests.bench tls`: our TLS beside plain text and beside a C server's TLS."""

from collections.abc import Sequence

from tests.bench import doors_compared


def main(words: Sequence[str]) -> int:
    return doors_compared.main(doors_compared.TLS, words)
