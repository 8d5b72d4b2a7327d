"""Reads {"comparisons": [[treated n, sum, sumSquares, control n, sum, sumSquares], ...]} from stdin; prints seconds and p-values."""
import json
import sys
import time

from gbstats.frequentist.tests import FrequentistConfig, TwoSidedTTest
from gbstats.models.statistics import SampleMeanStatistic

comparisons = json.load(sys.stdin)["comparisons"]
config = FrequentistConfig(difference_type="absolute")
start = time.process_time()
p_values = [
    TwoSidedTTest(
        SampleMeanStatistic(n=c[3], sum=c[4], sum_squares=c[5]),
        SampleMeanStatistic(n=c[0], sum=c[1], sum_squares=c[2]),
        config,
    )
    .compute_result()
    .p_value
    for c in comparisons
]
json.dump({"seconds": time.process_time() - start, "pValues": p_values}, sys.stdout)
