#!/usr/bin/env python3
"""Reads random cases as JSON from the file named by the first argument, and writes what SciPy, NumPy and scikit-learn say of each to standard output."""
import json
import sys

import numpy as np
from scipy import stats
from scipy.spatial import distance
from sklearn.isotonic import IsotonicRegression
from sklearn import metrics

cases = json.load(open(sys.argv[1]))


def shares(counts):
    part = counts / counts.sum()
    smallest = part[part > 0].min()
    return np.where(part == 0, smallest / 1e6 if smallest <= 0.0001 else 0.0001, part)


def numbers(case):
    then, now = np.array(case["then"]), np.array(case["now"])
    edges = np.histogram_bin_edges(np.concatenate([then, now]), bins="sturges")
    ks = stats.ks_2samp(then, now, mode="exact")
    by_value = len(np.unique(np.concatenate([then, now]))) <= 20
    if by_value:
        values = np.unique(np.concatenate([then, now]))
        bins = [np.array([(side == value).sum() for value in values]) for side in (then, now)]
    else:
        bins = [np.histogram(side, edges)[0] for side in (then, now)]
    return [ks.statistic, ks.pvalue, stats.wasserstein_distance(then, now), psi(*bins), hellinger(*bins)]


def psi(then, now):
    then, now = shares(then), shares(now)
    return float(np.sum((then - now) * np.log(then / now)))


def hellinger(then, now):
    return float(np.sqrt(max(0.0, 1 - np.sum(np.sqrt(then / then.sum() * (now / now.sum()))))))


def categories(case):
    then, now = np.array(case["then"]), np.array(case["now"])
    chi2 = 0.0 if ((then == 0) & (now > 0)).any() else stats.chisquare(now[then > 0], then[then > 0] / then.sum() * now.sum(), ddof=int((then == 0).sum()) * -1).pvalue
    z = None
    if len(then) == 2:
        p, q = then[1] / then.sum(), now[1] / now.sum()
        pooled = (then[1] + now[1]) / (then.sum() + now.sum())
        if 0 < pooled < 1:
            z = 2 * stats.norm.sf(abs((p - q) / np.sqrt(pooled * (1 - pooled) * (1 / then.sum() + 1 / now.sum()))))
    return [distance.jensenshannon(then / then.sum(), now / now.sum()), chi2, psi(then, now), hellinger(then, now), z]


def classifier(case):
    scores, labels, more = np.array(case["scores"]), np.array(case["labels"]), np.array(case["more"])
    calibrated = IsotonicRegression(out_of_bounds="clip").fit(scores, labels).predict(more)
    predicted = more >= 0.5
    tp, fp = calibrated[predicted].sum(), (1 - calibrated[predicted]).sum()
    fn, tn = calibrated[~predicted].sum(), (1 - calibrated[~predicted]).sum()
    # Each row twice, as a positive and as a negative, weighted by its chance of being either.
    auc = metrics.roc_auc_score(np.r_[np.ones(len(more)), np.zeros(len(more))], np.r_[more, more], sample_weight=np.r_[calibrated, 1 - calibrated]) if 0 < calibrated.sum() < len(more) else None
    said = scores >= 0.5
    return [calibrated.tolist(), (tp + tn) / len(more), auc,
            metrics.roc_auc_score(labels, scores) if 0 < labels.sum() < len(labels) else None,
            metrics.accuracy_score(labels, said), metrics.f1_score(labels, said, zero_division=0)]


def plain(value):
    return None if isinstance(value, float) and not np.isfinite(value) else value


json.dump({
    "numbers": [[plain(float(value)) for value in numbers(case)] for case in cases["numbers"]],
    "categories": [[None if value is None else plain(float(value)) for value in categories(case)] for case in cases["categories"]],
    "classifiers": [[value if isinstance(value, list) else None if value is None else plain(float(value)) for value in classifier(case)] for case in cases["classifiers"]],
}, sys.stdout)
