"""Click-through tests of the Upworthy archive by scipy: how many of 4,873 headline tests differ, and how many were split unevenly.

    pip install scipy statsmodels pandas && python upworthy.py .../upworthy-exploratory/upworthy_exploratory_packages.csv.gz
"""
import sys

import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

data = pd.read_csv(sys.argv[1])
p_click, p_split = [], []
for _, g in data.groupby("clickability_test_id"):
    if len(g) < 2:
        continue
    p_split.append(stats.chisquare(g.impressions).pvalue)
    if 0 < g.clicks.sum() < g.impressions.sum():
        p_click.append(stats.chi2_contingency([g.clicks, g.impressions - g.clicks], correction=False).pvalue)
print("tests with two or more packages", len(p_split), "with clicks", len(p_click))
print("split p < 0.001:", sum(p < 0.001 for p in p_split))
print("clicks p < 0.05:", sum(p < 0.05 for p in p_click))
print("after Benjamini-Hochberg:", multipletests(p_click, method="fdr_bh")[0].sum(), "after Holm:", multipletests(p_click, method="holm")[0].sum())
