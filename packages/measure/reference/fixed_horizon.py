"""10,000 random two-arm comparisons of means and 10,000 of proportions, answered by scipy and statsmodels.

    pip install scipy statsmodels && python fixed_horizon.py

writes welch.reference.json and proportions.reference.json. Outputs have 13 digits.
"""
import json
import math
import random
import warnings

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

warnings.simplefilter("ignore")
rng = random.Random(7)


def log_uniform(low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def digits(x, n=13):
    return float(f"{x:.{n}g}")


def log_two_sided(t, df):
    p = 2 * stats.t.sf(abs(t), df)
    return math.log(p) if p > 1e-300 else None


def fieller(mt, vt, mc, vc, q):
    g = q * q * vc / mc**2
    if g >= 1:
        return None
    r = mt / mc
    half = q / mc * math.sqrt(vt + r * r * vc - g * vt)
    return [(r - half) / (1 - g) - 1, (r + half) / (1 - g) - 1]


def arm():
    n = int(log_uniform(3, 1e6))
    mean = digits(log_uniform(0.01, 1000), 6)
    sd = mean * log_uniform(0.05, 20)
    total = digits(n * mean, 9)
    squares = digits((n - 1) * sd**2 + total**2 / n, 12)
    return n, total, squares


def welch_rows():
    rows = []
    while len(rows) < 10000:
        nc, sc, qc = arm()
        nt = int(log_uniform(3, 1e6))
        shift = 1 + rng.choice([0, 0.001, 0.05, 0.5]) * rng.gauss(0, 1)
        st = digits(sc / nc * shift * nt, 9)
        vc = (qc - sc * sc / nc) / (nc - 1)
        qt = digits((nt - 1) * vc * log_uniform(0.2, 5) + st * st / nt, 12)
        vt = (qt - st * st / nt) / (nt - 1)
        # Sums of squares that are nearly the square of the sum have lost their digits before either program sees them.
        if st <= 0 or vt / (qt / nt) < 1e-3 or vc / (qc / nc) < 1e-3:
            continue
        r = stats.ttest_ind_from_stats(st / nt, math.sqrt(vt), nt, sc / nc, math.sqrt(vc), nc, equal_var=False)
        ut, uc = vt / nt, vc / nc
        df = (ut + uc) ** 2 / (ut**2 / (nt - 1) + uc**2 / (nc - 1))
        logp = log_two_sided(r.statistic, df)
        if logp is None:
            continue
        q = stats.t.isf(0.025, df)
        d, se = st / nt - sc / nc, math.sqrt(ut + uc)
        f = fieller(st / nt, ut, sc / nc, uc, q)
        out = [d, se, d - q * se, d + q * se, logp]
        rows.append([nt, st, qt, nc, sc, qc, *map(digits, out), *(map(digits, f) if f else [None, None])])
    return rows


def proportion_rows():
    rows = []
    while len(rows) < 10000:
        nc, nt = int(log_uniform(5, 1e6)), int(log_uniform(5, 1e6))
        p = log_uniform(1e-4, 0.9)
        xc = int(np.clip(round(nc * p + rng.gauss(0, 1) * math.sqrt(nc * p * (1 - p))), 0, nc))
        pt = min(0.95, max(0, p * (1 + rng.choice([0, 0.1, 1]) * rng.gauss(0, 1))))
        xt = int(np.clip(round(nt * pt + rng.gauss(0, 1) * math.sqrt(nt * pt * (1 - pt))), 0, nt))
        if xc + xt == 0 or xc + xt == nc + nt:
            continue
        z, _ = proportions_ztest([xt, xc], [nt, nc])
        logp = float(stats.norm.logsf(abs(z)) + math.log(2))
        wilson = proportion_confint(xt, nt, method="wilson")
        exact = proportion_confint(xt, nt, method="beta")
        jeffreys = [0 if xt == 0 else stats.beta.ppf(0.025, xt + 0.5, nt - xt + 0.5), 1 if xt == nt else stats.beta.ppf(0.975, xt + 0.5, nt - xt + 0.5)]
        newcombe = confint_proportions_2indep(xt, nt, xc, nc, method="newcomb")
        caffo = confint_proportions_2indep(xt, nt, xc, nc, method="agresti-caffo")
        rows.append([xt, nt, xc, nc, *map(digits, [z, logp, *wilson, *exact, *jeffreys, *newcombe, *caffo])])
    return rows


def score_difference(xt, nt, xc, nc):
    """Miettinen and Nurminen's interval from its definition: statsmodels (0.15) has x0 where equation A3 has n0, and is off in the 5th digit."""

    def z(delta):
        def slope(p):
            q = p + delta
            return xt / q - (nt - xt) / (1 - q) + xc / p - (nc - xc) / (1 - p)

        low, high = max(0, -delta), min(1, 1 - delta)
        width = high - low
        p = optimize.brentq(slope, low + 1e-10 * width, high - 1e-10 * width, xtol=1e-300, rtol=1e-15)
        q = p + delta
        variance = (q * (1 - q) / nt + p * (1 - p) / nc) * (nt + nc) / (nt + nc - 1)
        return (xt / nt - xc / nc - delta) / math.sqrt(variance)

    d, critical = xt / nt - xc / nc, stats.norm.isf(0.025)
    low = optimize.brentq(lambda v: z(v) - critical, -1 + 1e-4, d, xtol=1e-14)
    high = optimize.brentq(lambda v: z(v) + critical, d, 1 - 1e-4, xtol=1e-14)
    return low, high


def small_count_rows():
    """Score intervals and Fisher's test: slower to compute, and of interest where counts are small."""
    rows = []
    for seed in range(3000):
        if len(rows) == 500:
            break
        nc, nt = int(log_uniform(8, 5000)), int(log_uniform(8, 5000))
        p = min(0.9, log_uniform(1, 40) / nc)
        xc, xt = np.random.default_rng(seed).binomial([nc, nt], [p, min(0.95, p * log_uniform(0.3, 3))])
        xc, xt = int(xc), int(xt)
        if xc + xt == 0 or xc + xt == nc + nt or xc == 0 or xt == 0 or xc == nc or xt == nt:
            continue
        difference = score_difference(xt, nt, xc, nc)
        try:
            ratio = confint_proportions_2indep(xt, nt, xc, nc, method="score", compare="ratio")
        except ValueError:
            continue  # statsmodels finds no bracket for its root
        fisher = stats.fisher_exact([[xt, nt - xt], [xc, nc - xc]])
        k = np.arange(max(0, xt + xc - nc), min(nt, xt + xc) + 1)
        pmf = stats.hypergeom.pmf(k, nt + nc, xt + xc, nt)
        observed = stats.hypergeom.pmf(xt, nt + nc, xt + xc, nt)
        tied = pmf[np.abs(pmf / observed - 1) < 1e-7].sum()
        chi2 = stats.chi2_contingency([[xt, nt - xt], [xc, nc - xc]], correction=False).statistic
        yates = stats.chi2_contingency([[xt, nt - xt], [xc, nc - xc]], correction=True).statistic
        rows.append([xt, nt, xc, nc, *map(digits, [fisher.pvalue, fisher.pvalue - tied / 2, chi2, yates, *difference, *ratio])])
    return rows


def write(name, columns, rows):
    with open(name, "w") as file:
        file.write(json.dumps({"columns": columns})[:-1] + ', "rows": [\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]}\n")


write("welch.reference.json", "treated n, sum, sumSquares, control n, sum, sumSquares, difference, se, low, high, log p, fieller low, high", welch_rows())
write("proportions.reference.json", "treated successes, n, control successes, n, pooled z, log p, wilson, clopper-pearson, jeffreys (treated), newcombe, agresti-caffo", proportion_rows())
write("small-counts.reference.json", "treated successes, n, control successes, n, fisher p, mid-p, chi2, yates, score difference, score ratio", small_count_rows())
