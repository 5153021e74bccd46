#!/usr/bin/env python3
"""Writes numpy.npz beside itself. Made with NumPy 1.24.2."""
import pathlib

import numpy as np

np.savez(
    pathlib.Path(__file__).with_name("numpy.npz"),
    b=np.array([True, False, True]),
    i=np.array([1, -2, 3], dtype=np.int32),
    l=np.array([1, 2**62, -3]),
    f=np.array([0.5, np.nan, 2], dtype=np.float32),
    d=np.array([0.1, np.inf, -2]),
    t=np.array(["2001-01-01T00:00:01", "NaT", "1969-12-31"], dtype="datetime64[us]"),
)
