"""Reference values for packages/math/src/fit: statsmodels (OLS, HC, clusters, logit) and scikit-learn (ridge, lasso, isotonic).
Run: python fit.py > fit.reference.json"""
import json
import numpy as np
import statsmodels.api as sm
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import Lasso, Ridge

rng = np.random.default_rng(11)
n = 60
x = np.round(np.column_stack([rng.normal(size=n), rng.normal(50, 10, size=n), rng.integers(0, 2, size=n)]), 6)
cluster = rng.integers(0, 9, size=n)
y = np.round(1 + x @ [2, 0.1, -1] + rng.normal(size=n) * (1 + np.abs(x[:, 0])), 6)
p = 1 / (1 + np.exp(-(0.5 * x[:, 0] + 0.05 * (x[:, 1] - 50) + x[:, 2] - 0.3)))
b = (rng.uniform(size=n) < p).astype(int)
w = np.round(rng.uniform(0.2, 3, size=n), 6)
X = sm.add_constant(x)
out = {"x": x.T.tolist(), "y": y.tolist(), "b": b.tolist(), "w": w.tolist(), "cluster": cluster.tolist()}
fit = sm.OLS(y, X).fit()
out["ols"] = {"coef": fit.params.tolist(), "classical": fit.bse.tolist()}
for kind in ["HC0", "HC1", "HC2", "HC3"]:
    out["ols"][kind.lower()] = getattr(fit, kind + "_se").tolist() if kind != "HC1" else fit.HC1_se.tolist()
out["ols"]["clustered"] = fit.get_robustcov_results("cluster", groups=cluster).bse.tolist()
out["wls"] = sm.WLS(y, X, weights=w).fit().params.tolist()
logit = sm.Logit(b, X).fit(disp=0, tol=1e-14, method="newton", maxiter=100)
out["logit"] = {"coef": logit.params.tolist(), "se": logit.bse.tolist(), "ll": float(logit.llf)}
ridge = Ridge(alpha=3.0, solver="cholesky", tol=1e-14).fit(x, y)
out["ridge"] = {"intercept": float(ridge.intercept_), "coef": ridge.coef_.tolist()}
weighted = Ridge(alpha=3.0, solver="cholesky", tol=1e-14).fit(x, y, sample_weight=w)
out["ridgeWeighted"] = {"intercept": float(weighted.intercept_), "coef": weighted.coef_.tolist()}
lasso = Lasso(alpha=0.4, tol=1e-14, max_iter=1000000).fit(x, y)
out["lasso"] = {"intercept": float(lasso.intercept_), "coef": lasso.coef_.tolist()}
iso = IsotonicRegression(out_of_bounds="clip").fit(x[:, 0], b)
at = np.round(np.linspace(-2.5, 2.5, 21), 6)
out["isotonic"] = {"at": at.tolist(), "value": iso.predict(at).tolist()}
print(json.dumps(out))
