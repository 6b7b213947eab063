"""Writes the tables beside it: 1,000 random samples, comparisons and families with what scipy and statsmodels make of them.

python3 -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0 && v/bin/python make.py

Every line is one case; fields are separated by `;`, numbers within a field by spaces. Numbers of results have 14 digits.
"""

import itertools
import pathlib
import random
import warnings
from fractions import Fraction

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
draw = random.Random(20261129)


def text(value):
    return " ".join(f"{x:.14g}" for x in np.atleast_1d(value))


def written(values):
    return " ".join(repr(x) for x in values)


def sample(n):
    """Accuracies, which are shares of 2,000 or 300 examples, or other numbers."""
    kind = draw.randrange(3)
    if kind == 0:
        return [draw.randint(0, 40) / 40 for _ in range(n)]
    if kind == 1:
        return [draw.randint(1700, 2000) / 2000 for _ in range(n)]
    return [round(draw.gauss(3, 10), 3) for _ in range(n)]


def samples():
    for case in range(1000):
        n = draw.choice([1, 2, 3, 3, 4, 5, 5, 7, 8, 10, 13, 20])
        x = np.array(sample(n))
        confidence = draw.choice([0.5, 0.8, 0.9, 0.95, 0.95, 0.99, 0.999, 1 - 0.05 / 3, 1 - 0.05 / 7])
        std = np.std(x, ddof=1) if n > 1 else np.nan
        sem = stats.sem(x) if n > 1 else np.nan
        interval = (stats.t.interval(confidence, n - 1, np.mean(x), sem)
                    if n > 1 and x.min() < x.max() else (np.nan, np.nan))
        q1, median, q3 = np.percentile(x, [25, 50, 75])
        examples = draw.choice([1, 10, 300, 1000, 2000, 10000])
        right = draw.choice([0, examples, draw.randint(0, examples), round(draw.uniform(0, examples), 3)])
        wilson = proportion_confint(right, examples, 1 - confidence, method="wilson")
        yield [repr(confidence), written(x.tolist()), text([np.mean(x), std, sem, median, q1, q3, *interval]),
               written([right / examples]), str(examples), text(wilson)]


def flips(differences):
    """The p value of all sign flips in exact arithmetic."""
    d = [Fraction(x).limit_denominator(10**6) for x in differences]
    observed = abs(sum(d))
    near = [sum(s * x for s, x in zip(signs, d))
            for signs in itertools.product([-1, 1], repeat=len(d))]
    return sum(abs(x) >= observed for x in near) / len(near)


def comparisons():
    for case in range(1000):
        n = draw.choice([2, 3, 3, 5, 5, 6, 7, 8, 9])
        a = np.array(sample(n))
        shift = draw.choice([0, 0.01, 0.3])
        b = a - shift + np.array([draw.choice([0, round(draw.gauss(0, 0.02), 4)]) for _ in range(n)])
        b = np.round(b, 6)
        d = np.round(a - b, 9)
        same = d.min() == d.max()
        margin = draw.choice([0.005, 0.02, 0.1])
        t, p = (np.nan, np.nan) if same else stats.ttest_rel(a, b)
        low, high = (np.nan, np.nan) if same else stats.ttest_rel(a, b).confidence_interval(0.9)
        tost = np.nan if same else ttost_paired(a, b, -margin, margin)[0]
        moved = int((d != 0).sum())
        sign = 1 if moved == 0 else stats.binomtest(int((d > 0).sum()), moved).pvalue
        exact = flips(d)
        if case % 20 == 0 and not same:
            # scipy's own test, on which the exact arithmetic above has to agree.
            other = stats.permutation_test((d,), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue
            assert abs(other - exact) < 1e-12, (d, other, exact)
        yield [written(a.tolist()), written(b.tolist()), repr(margin), text([t, p, low, high, tost, sign, exact])]


def families():
    for case in range(1000):
        m = draw.choice([1, 2, 3, 4, 6, 10, 20])
        p = [round(draw.choice([draw.random(), draw.random() ** 4, 0.01, 0.05]), 5) for _ in range(m)]
        rejected, adjusted, _, _ = multipletests(p, alpha=0.05, method="holm")
        yield [written(p), text(adjusted), "".join("1" if x else "0" for x in rejected)]


def distributions():
    for freedom in [1, 2, 3, 4, 5, 6, 7, 9, 10, 15, 29, 30, 49, 100, 101, 999, 1000]:
        for t in [0, 1e-3, 0.1, 0.7, 1, 1.5, 2, 3, 5, 12, 40, 1000]:
            yield [str(freedom), repr(t), text(2 * stats.t.sf(t, freedom))]
    for z in [0, 1e-6, 0.5, 1, 1.96, 2.9, 3, 3.1, 4, 6, 8]:
        yield ["normal", repr(z), text(2 * stats.norm.sf(z))]


def quantiles():
    for freedom in [1, 2, 3, 4, 5, 6, 7, 9, 10, 15, 29, 30, 49, 100, 999]:
        for confidence in [0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]:
            yield [str(freedom), repr(confidence), text(stats.t.isf((1 - confidence) / 2, freedom))]
    for confidence in [0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]:
        yield ["normal", repr(confidence), text(stats.norm.isf((1 - confidence) / 2))]


class SplitMix64:
    """Steele, Lea and Flood 2014: a generator that is a few lines in any language."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)


def bootstraps():
    for case in range(60):
        n = draw.choice([2, 3, 5, 8, 25])
        x = sample(n)
        confidence = draw.choice([0.8, 0.9, 0.95])
        words = SplitMix64(case)
        means = [sum(x[words.next() * n >> 64] for _ in range(n)) / n for _ in range(500)]
        outside = (1 - confidence) / 2
        interval = np.percentile(means, [100 * outside, 100 - 100 * outside])
        if min(x) == max(x):
            interval = [np.nan, np.nan]
        yield [str(case), repr(confidence), written(x), text(interval)]


for rows in [samples, comparisons, families, distributions, quantiles, bootstraps]:
    lines = [";".join(row) for row in rows()]
    (here / f"{rows.__name__}.txt").write_text("\n".join(lines) + "\n")
