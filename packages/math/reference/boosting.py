"""scikit-learn's HistGradientBoosting on small tables (distinct values fewer than bins, so that both bin alike).
Run: python boosting.py > boosting.reference.json"""
import json
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

rng = np.random.default_rng(3)
n = 240
x = np.round(rng.normal(size=(n, 3)), 3)
x[rng.uniform(size=n) < 0.15, 1] = np.nan
y = np.round(np.sin(2 * x[:, 0]) + np.where(np.isnan(x[:, 1]), 1, 0.3 * x[:, 1]) + 0.2 * rng.normal(size=n), 6)
b = (y + 0.3 * rng.normal(size=n) > 0.3).astype(int)
w = np.round(rng.uniform(0.5, 2, size=n), 3)
common = dict(max_iter=40, early_stopping=False, min_samples_leaf=10, max_leaf_nodes=8)
reg = HistGradientBoostingRegressor(l2_regularization=0.5, **common).fit(x, y)
weighted = HistGradientBoostingRegressor(**common).fit(x, y, sample_weight=w)
mono = HistGradientBoostingRegressor(monotonic_cst=[1, 0, -1], **common).fit(x, y)
cls = HistGradientBoostingClassifier(**common).fit(x, b)
print(json.dumps({
    "x": [[None if np.isnan(v) else v for v in col] for col in x.T],
    "y": y.tolist(), "b": b.tolist(), "w": w.tolist(),
    "squared": reg.predict(x).tolist(), "weighted": weighted.predict(x).tolist(), "monotone": mono.predict(x).tolist(),
    "logistic": cls.predict_proba(x)[:, 1].tolist(),
}))
