"""Reference for Callaway-Sant'Anna on mpdta: the package diff-diff (checked by its authors against R's did), covariates lpop, never and not yet.
Run: python group_time.py PATH/mpdta.csv > group-time.reference.json"""
import json
import sys
import warnings
import numpy as np
import pandas as pd
from diff_diff import CallawaySantAnna

warnings.filterwarnings("ignore")
data = pd.read_csv(sys.argv[1]).rename(columns={"first.treat": "first_treat"})
out = {}
for control, name in [("never_treated", "never"), ("not_yet_treated", "not-yet")]:
    for covariates in [None, ["lpop"]]:
        fit = CallawaySantAnna(control_group=control, estimation_method="dr", base_period="varying", n_bootstrap=0)
        result = fit.fit(data, outcome="lemp", unit="countyreal", time="year", first_treat="first_treat", covariates=covariates, aggregate="all")
        out[f"{name}/{'lpop' if covariates else 'none'}"] = {
            "cells": [[float(g), float(t), float(v["effect"]), float(v["se"])] for (g, t), v in sorted(result.group_time_effects.items())],
            "simple": [float(result.overall_att), float(result.overall_se)],
            "dynamic": [[float(e), float(v["effect"]), float(v["se"])] for e, v in sorted(result.event_study_effects.items())],
            "group": [[float(g), float(v["effect"]), float(v["se"])] for g, v in sorted(result.group_effects.items())],
        }
# diff-diff stops its logit at a tolerance; one cell again with statsmodels' at its optimum, Sant'Anna and Zhao (2020) eq. 2.5.
import statsmodels.api as sm
wide = data.pivot(index="countyreal", columns="year", values="lemp")
first = data.groupby("countyreal").first_treat.first()
rows = first.isin([0, 2004])
change = (wide[2004] - wide[2003])[rows].to_numpy()
d = (first[rows] == 2004).to_numpy().astype(float)
x = sm.add_constant(data[data.year == 2003].set_index("countyreal").lpop[first.index[rows]].to_numpy())
p = sm.Logit(d, x).fit(disp=0, tol=1e-14, maxiter=100).predict()
rest = change - x @ sm.OLS(change[d == 0], x[d == 0]).fit().params
w = p / (1 - p) * (1 - d)
out["optimal2004"] = float(np.sum(d * rest) / d.sum() - np.sum(w * rest) / w.sum())
print(json.dumps(out))
