#!/usr/bin/env python3
"""A one-row endpoint as people write it with FastAPI: the request's columns into NumPy, a scikit-learn model of the same size. Usage: fastapi_server.py PORT."""
import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, Request
from sklearn.ensemble import HistGradientBoostingClassifier

random = np.random.default_rng(5)
rows = random.random((20_000, 24))
label = rows[:, 0] + rows[:, 1] * rows[:, 2] + 0.3 * random.random(len(rows)) > 0.9
model = HistGradientBoostingClassifier(max_iter=150, max_depth=8, learning_rate=0.08).fit(rows, label)
app = FastAPI()


@app.get("/ready")
def ready():
    return {"ready": True}


@app.post("/infer")
async def infer(request: Request):
    inputs = (await request.json())["inputs"]
    row = np.array([tensor["data"] for tensor in inputs]).T
    return {"outputs": [{"name": "probability", "shape": [len(row)], "datatype": "FP64", "data": model.predict_proba(row)[:, 1].tolist()}]}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
