"""Lin's regression on LaLonde's experiment by statsmodels: OLS with centred, interacted covariates and HC2 errors.

    pip install statsmodels pandas && python lin.py .../lalonde-nsw/nsw_mixtape.csv
"""
import sys

import numpy as np
import pandas as pd
import statsmodels.api as sm

data = pd.read_csv(sys.argv[1])
x = data[["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]].to_numpy(float)
x = x - x.mean(axis=0)
t = data["treat"].to_numpy(float)[:, None]
fit = sm.OLS(data["re78"].to_numpy(float), np.hstack([np.ones_like(t), t, x, t * x])).fit(cov_type="HC2")
print(repr(float(fit.params[1])), repr(float(fit.bse[1])))
