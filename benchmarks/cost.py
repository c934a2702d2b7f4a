"""Hours and cost of tagging an archive, computed from a measured rate.

    python -m benchmarks.cost --rate NAME=WORDS_PER_SECOND… [--processors 2] [--price 0.04] [--words 600]

--rate is what `benchmarks.speed` or `benchmarks.scaling` printed on --processors processors, --price what a processor
costs an hour (US dollars), --words the length of an article. Prints a Markdown table for 1 and 100 million articles,
hours on one node of NODE processors. It takes work to spread over processors without loss.
"""

import argparse

NODE = 16
ARTICLES = (1_000_000, 100_000_000)


def rows(name: str, rate: float, processors: int, price: float, words: int) -> list[str]:
    """Return the lines of a model."""
    found = []
    for articles in ARTICLES:
        hours = articles * words / rate * processors / 3600
        cells = [name, f"{articles:,}", f"{hours:,.0f}", f"{hours / NODE:,.1f}", f"{hours * price:,.2f}"]
        found.append(f"| {' | '.join(cells)} |")
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost")
    parser.add_argument("--rate", action="append", required=True, metavar="NAME=WORDS")
    parser.add_argument("--processors", type=int, default=2)
    parser.add_argument("--price", type=float, default=0.04)
    parser.add_argument("--words", type=int, default=600)
    options = parser.parse_args()
    print(f"| model | articles | processor hours | hours on {NODE} processors | dollars |\n|---|---|---|---|---|")
    for rate in options.rate:
        name, _, words = rate.rpartition("=")
        print("\n".join(rows(name, float(words), options.processors, options.price, options.words)))


if __name__ == "__main__":
    main()
