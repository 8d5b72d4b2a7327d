"""Reference values of special functions and distributions, with mpmath at 60 digits.

    pip install mpmath && python special.py > special.reference.json

Each row is [arguments..., value]. Arguments are doubles; values are rounded to doubles once, at the end.
Quantile rows start from a random x: p is the double next to the true probability, and x is moved by one exact Newton step to match it.
"""
import json
import random

import mpmath as mp

mp.mp.dps = 60
rng = random.Random(20240601)
mpf = mp.mpf


def log_uniform(low, high):
    return float(mp.exp(rng.uniform(float(mp.log(low)), float(mp.log(high)))))


def gamma_upper(a, x):
    return mp.gammainc(mpf(a), mpf(x), mp.inf, regularized=True)


def gamma_lower(a, x):
    return mp.gammainc(mpf(a), 0, mpf(x), regularized=True)


def beta_lower(x, a, b):
    return mp.betainc(mpf(a), mpf(b), 0, x, regularized=True)


def t_upper(t, df):
    t, df = mpf(t), mpf(df)
    return beta_lower(df / (df + t * t), df / 2, mpf(1) / 2) / 2


def t_density(t, df):
    t, df = mpf(t), mpf(df)
    return mp.exp(mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2)) / mp.sqrt(df * mp.pi) * (1 + t * t / df) ** (-(df + 1) / 2)


def nct_lower(t, df, delta):
    """Integral over s = chi/sqrt(df) of Phi(t s - delta)."""
    t, df, delta = mpf(t), mpf(df), mpf(delta)
    log_c = mp.log(2) + (df / 2) * mp.log(df / 2) - mp.loggamma(df / 2)
    f = lambda s: mp.ncdf(t * s - delta) * mp.exp(log_c + (df - 1) * mp.log(s) - df * s * s / 2)
    spread = 1 / mp.sqrt(2 * df)
    points = [max(mpf(0), 1 + k * spread) for k in range(-14, 15, 2)]
    points = sorted(set([mpf(0)] + points + [1 + 40 * spread]))
    return mp.quad(f, points)


rows = {k: [] for k in ["erf", "erfc", "erfcx", "logNormalSurvival", "normalUpperQuantileFromLog", "logGamma", "stirlingRemainder",
                        "logGammaUpper", "logGammaLower", "logBetaLower", "logTSurvival", "tUpperQuantile", "gammaQuantile",
                        "betaQuantile", "logChiSquareSurvival", "logFSurvival", "binomialSurvival", "logBinomial", "logHypergeometric"]}


def add(name, value, *arguments):
    rows[name].append([*arguments, float(value)])


for _ in range(400):
    x = rng.uniform(-5, 5)
    add("erf", mp.erf(x), x)
    x = rng.uniform(-6, 26)
    add("erfc", mp.erfc(mpf(x)), x)
    x = rng.uniform(-5, 60)
    add("erfcx", mp.exp(mpf(x) ** 2) * mp.erfc(mpf(x)), x)
    z = rng.uniform(-8, 10) if rng.random() < 0.5 else log_uniform(5, 2000)
    survival = mp.erfc(mpf(z) / mp.sqrt(2)) / 2
    add("logNormalSurvival", mp.log(survival), z)
    if z > -5:
        log_p = float(mp.log(survival))
        density = mp.exp(-mpf(z) ** 2 / 2) / mp.sqrt(2 * mp.pi)
        add("normalUpperQuantileFromLog", z - (log_p - mp.log(survival)) * survival / density, log_p)
    x = log_uniform(1e-6, 1e8) if rng.random() < 0.6 else rng.uniform(0.5, 3)
    add("logGamma", mp.loggamma(mpf(x)), x)
    add("stirlingRemainder", mp.loggamma(mpf(x) + 1) - mp.log(2 * mp.pi * mpf(x)) / 2 - mpf(x) * (mp.log(mpf(x)) - 1), x)

    a = log_uniform(0.1, 20000)
    x = a * float(mp.exp(rng.gauss(0, 1) * min(2, 3 / a ** 0.5)))
    lower, upper = gamma_lower(a, x), gamma_upper(a, x)
    add("logGammaUpper", mp.log(upper), a, x)
    add("logGammaLower", mp.log(lower), a, x)
    add("logChiSquareSurvival", mp.log(upper), 2 * x, 2 * a)
    if lower < 0.999 and lower > mpf(10) ** -250:
        p = float(lower)
        density = mp.exp((mpf(a) - 1) * mp.log(mpf(x)) - mpf(x) - mp.loggamma(mpf(a)))
        add("gammaQuantile", mpf(x) + (p - lower) / density, p, a)

    a, b = log_uniform(0.2, 5000), log_uniform(0.2, 5000)
    mean = a / (a + b)
    sd = (a * b / ((a + b) ** 2 * (a + b + 1))) ** 0.5
    x = min(0.999999, max(1e-9, mean + rng.gauss(0, 4) * sd))
    lower = beta_lower(mpf(x), a, b)
    add("logBetaLower", mp.log(lower), x, a, b)
    if mpf(10) ** -250 < lower < 0.999 and x < 0.99:
        p = float(lower)
        density = mp.exp((mpf(a) - 1) * mp.log(mpf(x)) + (mpf(b) - 1) * mp.log(1 - mpf(x)) + mp.loggamma(mpf(a) + b) - mp.loggamma(mpf(a)) - mp.loggamma(mpf(b)))
        add("betaQuantile", mpf(x) + (p - lower) / density, p, a, b)
    f = float(mp.exp(rng.gauss(0, 1.5)))
    df1, df2 = log_uniform(1, 50), log_uniform(1, 5000)
    add("logFSurvival", mp.log(beta_lower(mpf(df2) / (mpf(df2) + mpf(df1) * mpf(f)), mpf(df2) / 2, mpf(df1) / 2)), f, df1, df2)

    df = log_uniform(1, 30000)
    t = log_uniform(0.01, 40)
    upper = t_upper(t, df)
    add("logTSurvival", mp.log(upper), t, df)
    if upper > mpf(10) ** -280:
        p = float(upper)
        add("tUpperQuantile", mpf(t) + (upper - p) / t_density(t, df), p, df)

    n = int(log_uniform(5, 1e6))
    p = log_uniform(1e-4, 1) * 0.999
    k = min(n, max(0, int(n * p + rng.gauss(0, 4) * (n * p * (1 - p)) ** 0.5)))
    add("logBinomial", mp.log(mp.binomial(n, k)) + k * mp.log(mpf(p)) + (n - k) * mp.log(1 - mpf(p)), k, n, p)
    if n < 20000 and k < n:
        add("binomialSurvival", beta_lower(mpf(p), k + 1, n - k), k, n, p)
    s, o = int(log_uniform(3, 5000)), int(log_uniform(3, 50000))
    draws = rng.randint(1, s + o - 1)
    k = rng.randint(max(0, draws - o), min(s, draws))
    add("logHypergeometric", mp.log(mp.binomial(s, k)) + mp.log(mp.binomial(o, draws - k)) - mp.log(mp.binomial(s + o, draws)), k, s, o, draws)

mp.mp.dps = 30
rows["noncentralT"] = []
for _ in range(60):
    df, delta = log_uniform(2, 2000), rng.uniform(-4, 8)
    t = delta + rng.gauss(0, 2)
    add("noncentralT", nct_lower(t, df, delta), t, df, delta)

print("{")
print(",\n".join(f' "{name}": {json.dumps(values)}' for name, values in rows.items()))
print("}")
