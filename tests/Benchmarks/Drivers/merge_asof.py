"""pandas.merge_asof over the columns in a folder. Prints the milliseconds of each round; leaves the answer in the order asked.

merge_asof wants both sides in order of time, so sorting is part of the work where they are not.
Usage: merge_asof.py FOLDER FEATURES ROUNDS
"""
import os
import sys
import time

import numpy
import pandas

folder, features, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def column(name, kind):
    return numpy.fromfile(os.path.join(folder, name), dtype=kind)


values = {f"value{i}": column(f"value{i}", "f8") for i in range(features)}
facts = pandas.DataFrame({"id": column("key", "i8"), "at": column("happened", "i8"), **values})
asked = pandas.DataFrame({"id": column("id", "i8"), "at": column("at", "i8"), "row": column("row", "i8")})
joined = None
for _ in range(rounds + 1):
    begin = time.perf_counter()
    right = facts if facts["at"].is_monotonic_increasing else facts.sort_values("at")
    joined = pandas.merge_asof(asked.sort_values("at"), right, on="at", by="id")
    print((time.perf_counter() - begin) * 1000, flush=True)
joined = joined.sort_values("row")
for i in range(features):
    joined[f"value{i}"].to_numpy().tofile(os.path.join(folder, f"answer{i}"))
