#!/usr/bin/env python3
"""Writes statistics.json beside itself: what SciPy and NumPy say of random samples. Made with SciPy 1.10.1 and NumPy 1.24.2."""
import json
import pathlib

import numpy as np
from scipy import stats
from scipy.spatial import distance

random = np.random.default_rng(20010101)


def numbers(name, then, now):
    then, now = np.round(then, 3), np.round(now, 3)
    edges = np.histogram_bin_edges(np.concatenate([then, now]), bins="sturges")
    ks = stats.ks_2samp(then, now)
    exact = stats.ks_2samp(then, now, mode="exact")
    return {
        "name": name, "then": then.tolist(), "now": now.tolist(),
        "ks": ks.statistic, "ksP": exact.pvalue,
        "wasserstein": stats.wasserstein_distance(then, now),
        "psi": psi(np.histogram(then, edges)[0], np.histogram(now, edges)[0]),
        "std": np.std(then), "mean": np.mean(then),
    }


def categories(name, then, now):
    then, now = np.array(then), np.array(now)
    case = {
        "name": name, "then": then.tolist(), "now": now.tolist(),
        "jensenShannon": distance.jensenshannon(then / then.sum(), now / now.sum()),
        "chi2P": 0.0 if ((then == 0) & (now > 0)).any() else stats.chisquare(now, then / then.sum() * now.sum()).pvalue,
        "psi": psi(then, now),
    }
    if len(then) == 2:
        p, q = then[1] / then.sum(), now[1] / now.sum()
        pooled = (then[1] + now[1]) / (then.sum() + now.sum())
        z = (p - q) / np.sqrt(pooled * (1 - pooled) * (1 / then.sum() + 1 / now.sum()))
        case["zP"] = 2 * stats.norm.sf(abs(z))
    return case


def psi(then, now):
    then, now = shares(then), shares(now)
    return np.sum((then - now) * np.log(then / now))


def shares(counts):
    part = counts / counts.sum()
    smallest = part[part > 0].min()
    return np.where(part == 0, smallest / 1e6 if smallest <= 0.0001 else 0.0001, part)


result = {
    "numbers": [
        numbers("same", random.normal(0, 1, 300), random.normal(0, 1, 200)),
        numbers("shifted", random.normal(0, 1, 250), random.normal(0.3, 1, 251)),
        numbers("wider", random.normal(5, 1, 400), random.normal(5, 2, 150)),
        numbers("skewed", random.exponential(10, 333), random.exponential(13, 444)),
        numbers("far from zero", random.normal(1e6, 1, 200), random.normal(1e6 + 0.4, 1, 300)),
        numbers("ties", random.integers(0, 30, 500), random.integers(2, 32, 120)),
        numbers("few rows", random.normal(0, 1, 25), random.normal(1, 1, 27)),
        numbers("apart", random.uniform(0, 1, 60), random.uniform(2, 3, 40)),
        numbers("heavy tail", random.standard_cauchy(200), random.standard_cauchy(220) * 1.5),
        numbers("equal counts", random.normal(0, 1, 128), random.normal(0.1, 1, 128)),
    ],
    "categories": [
        categories("same", [100, 200, 300], [52, 98, 150]),
        categories("moved", [500, 300, 100, 100], [220, 180, 60, 40]),
        categories("new value", [50, 60, 0], [40, 50, 10]),
        categories("gone value", [50, 60, 7], [40, 50, 0]),
        categories("two", [700, 300], [330, 170]),
        categories("two rare", [995, 5], [490, 10]),
        categories("many", random.integers(1, 90, 40), random.integers(1, 90, 40)),
        categories("rare empty", [100_000, 3, 0], [50_000, 0, 4]),
    ],
}
path = pathlib.Path(__file__).with_name("statistics.json")
parts = [f' "{kind}": [\n  ' + ",\n  ".join(json.dumps(case) for case in cases) + "\n ]" for kind, cases in result.items()]
path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
