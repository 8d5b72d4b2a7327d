"""Sobol indices of a linear model by SALib: as many inputs and points as the product is asked for. python3 salib_run.py POINTS INPUTS"""

import sys
import time

import numpy as np
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample

points, inputs = int(sys.argv[1]), int(sys.argv[2])
problem = {"num_vars": inputs, "names": [f"x{i}" for i in range(inputs)], "bounds": [[-np.pi, np.pi]] * inputs}


def model(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]) + 0.001 * x[:, 3:].sum(axis=1)


start = time.perf_counter()
drawn = sample.sample(problem, points, calc_second_order=False)
sampled = time.perf_counter()
values = model(drawn)
evaluated = time.perf_counter()
found = analyze.analyze(problem, values, calc_second_order=False, num_resamples=100)
end = time.perf_counter()
print(
    f"{sampled - start:.4f} {evaluated - sampled:.4f} {end - evaluated:.4f} "
    + " ".join(f"{x:.6f}" for x in [*found["S1"][:3], *found["ST"][:3]])
)
