"""HistGradientBoostingRegressor on the matrix that run.mjs wrote: one column after another, the outcome last."""
import json
import os
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

path, rows = sys.argv[1], int(sys.argv[2])
flat = np.fromfile(path, dtype=np.float64).reshape(-1, rows)
features, outcome = np.ascontiguousarray(flat[:-1].T), flat[-1]


def run(threads):
    """Fit and predict once, after a small fit that loads what must be loaded."""
    with threadpool_limits(limits=threads):
        model = HistGradientBoostingRegressor(
            max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, early_stopping=False
        )
        model.fit(features[:2000], outcome[:2000])
        started, cpu = time.perf_counter(), time.process_time()
        model.fit(features, outcome)
        predicted = model.predict(features)
        return {
            "seconds": round(time.perf_counter() - started, 2),
            "cpuSeconds": round(time.process_time() - cpu, 2),
            "meanSquaredError": round(float(np.mean((predicted - outcome) ** 2)), 4),
        }


threads = os.cpu_count()
answer = {"oneThread": run(1), "allThreads": run(threads), "version": sklearn.__version__, "threads": threads}
json.dump(answer, sys.stdout)
