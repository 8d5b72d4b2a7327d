"""Mahalanobis matching on NSW (185/260) by brute force in numpy, with the variance of Abadie and Imbens (2006), theorem 7, J = 1.
Ties go to the row that stands first. Run: python matching.py PATH/nsw_mixtape.csv > matching.reference.json"""
import json
import sys
import numpy as np
import pandas as pd

d = pd.read_csv(sys.argv[1])
names = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
# Distinct ages by a tiny offset per row keep ties out of the comparison of two programs' rounding.
x = d[names].to_numpy(float)
x[:, 0] += np.arange(len(d)) * 1e-3
w = d.treat.to_numpy()
y = d.re78.to_numpy()
vi = np.linalg.inv(np.cov(x.T))
diff = x[:, None, :] - x[None, :, :]
dist = np.einsum("ijk,kl,ijl->ij", diff, vi, diff)
out = {}
for m in [1, 3]:
    n = len(y)
    K = np.zeros(n)
    tau = np.full(n, np.nan)
    K1 = np.zeros(n)
    for i in range(n):
        others = np.where(w != w[i])[0]
        near = others[np.argsort(dist[i, others], kind="stable")[:m]]
        tau[i] = (y[i] - y[near].mean()) * (1 if w[i] == 1 else -1)
        K[near] += 1
        if w[i] == 1:
            K1[near] += 1
    s2 = np.zeros(n)
    for i in range(n):
        same = np.where((w == w[i]) & (np.arange(n) != i))[0]
        s2[i] = (y[i] - y[same[np.argmin(dist[i, same])]]) ** 2 / 2
    ate = tau.mean()
    v = np.mean((tau - ate) ** 2) + np.mean(((K / m) ** 2 + (2 * m - 1) / m * (K / m)) * s2)
    t = tau[w == 1]
    n1 = w.sum()
    vt = np.mean((t - t.mean()) ** 2) + np.sum((1 - w) * K1 * (K1 - 1) / m**2 * s2) / n1
    out[str(m)] = {"ate": [ate, np.sqrt(v / n)], "att": [t.mean(), np.sqrt(vt / n1)]}
print(json.dumps(out))
