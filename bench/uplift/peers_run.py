"""PEHE of causalml's and econml's tree learners on IHDP 1-5, in sample, with each library's usual boosted trees. Prints one JSON line."""
import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
from importlib.metadata import version

from causalml.inference.meta import BaseTRegressor, BaseXRegressor
from econml.dml import CausalForestDML
from econml.metalearners import TLearner, XLearner
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingRegressor

folder = sys.argv[1]


def trees():
    return GradientBoostingRegressor(random_state=1)


def learners(x, t, y):
    chance = np.full(len(t), t.mean())
    yield "causalml T", lambda: BaseTRegressor(learner=trees()).fit_predict(X=x, treatment=t, y=y).ravel()
    yield "causalml X", lambda: BaseXRegressor(learner=trees()).fit_predict(X=x, treatment=t, y=y, p=chance).ravel()
    yield "causalml X (histogram)", lambda: BaseXRegressor(learner=HistGradientBoostingRegressor(random_state=1)).fit_predict(
        X=x, treatment=t, y=y, p=chance
    ).ravel()
    yield "econml T", lambda: TLearner(models=trees()).fit(y, t, X=x).effect(x)
    yield "econml X", lambda: XLearner(
        models=trees(), propensity_model=GradientBoostingClassifier(random_state=1)
    ).fit(y, t, X=x).effect(x)
    yield "econml causal forest", lambda: CausalForestDML(
        model_y=trees(), model_t=GradientBoostingClassifier(random_state=1), discrete_treatment=True, random_state=1, n_estimators=400
    ).fit(y, t, X=x).effect(x)


errors = {}
for replication in range(1, 6):
    rows = np.loadtxt(f"{folder}/ihdp_npci_{replication}.csv", delimiter=",")
    t, y, truth, x = rows[:, 0].astype(int), rows[:, 1], rows[:, 4] - rows[:, 3], rows[:, 5:30]
    for name, run in learners(x, t, y):
        found = run()
        errors.setdefault(name, []).append(float(np.sqrt(np.mean((found - truth) ** 2))))
        print(replication, name, errors[name][-1], file=sys.stderr)
print(json.dumps({"errors": errors, "versions": {"causalml": version("causalml"), "econml": version("econml"), "scikit-learn": version("scikit-learn")}}))
