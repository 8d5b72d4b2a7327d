"""Reference values of digamma and of the hypergeometric function, with mpmath at 60 digits.

    pip install mpmath && python gamma-family.py > gamma-family.reference.json

Each row is [arguments..., value]; arguments are doubles, values are rounded to doubles once, at the end.
"""
import json
import random

import mpmath as mp

mp.mp.dps = 60
rng = random.Random(20261122)


def log_uniform(low, high):
    return float(mp.exp(rng.uniform(float(mp.log(low)), float(mp.log(high)))))


digamma = []
for _ in range(80):
    x = log_uniform(1e-6, 1e8)
    digamma.append([x, float(mp.digamma(mp.mpf(x)))])

hypergeometric = []
while len(hypergeometric) < 150:
    a, b, c = log_uniform(0.05, 60), log_uniform(0.05, 60), log_uniform(0.1, 120)
    z = rng.choice([rng.uniform(0, 0.9), rng.uniform(0.9, 0.999), -log_uniform(1e-3, 50)])
    value = mp.hyp2f1(mp.mpf(a), mp.mpf(b), mp.mpf(c), mp.mpf(z))
    # Positive parameters with c above b, or z above 0: where all terms have one sign.
    if (z < 0 and c < b) or abs(value) > mp.mpf(10) ** 250:
        continue
    hypergeometric.append([a, b, c, float(z), float(value)])

# c - a - b an integer, or next to one, and z near 1.
beside = []
while len(beside) < 40:
    a, b, n = log_uniform(0.05, 5), log_uniform(0.05, 5), rng.randrange(0, 8)
    c = a + b + n + rng.choice([0.0, 1e-12, 1e-6, -1e-4, 0.0025, -0.0029])
    z = 1 - log_uniform(1e-5, 0.1)
    if c <= 0.05:
        continue
    beside.append([a, b, c, z, float(mp.hyp2f1(mp.mpf(a), mp.mpf(b), mp.mpf(c), mp.mpf(z)))])

beta_mean = []
for _ in range(40):
    a, b, s, k = log_uniform(30, 1000), log_uniform(0.3, 1000), log_uniform(0.01, 10), log_uniform(0.1, 50)
    # E[(1 + s p)^-k], p ~ Beta(a, b).
    beta_mean.append([a, b, s, k, float(mp.hyp2f1(mp.mpf(k), mp.mpf(a), mp.mpf(a) + mp.mpf(b), -mp.mpf(s)))])

print(json.dumps({"digamma": digamma, "hypergeometric2f1": hypergeometric, "besideInteger": beside, "betaMean": beta_mean}, indent=1))
