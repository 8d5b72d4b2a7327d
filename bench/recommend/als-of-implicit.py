# One iteration of implicit's ALS (conjugate gradient) on the matrix that against-implicit.mjs wrote; prints CPU and wall seconds per iteration.
import json, sys, time, os
import numpy as np, scipy.sparse as sparse, implicit
from implicit.cpu.als import AlternatingLeastSquares

folder, threads = sys.argv[1], int(sys.argv[2])
row_start = np.fromfile(os.path.join(folder, "rowStart"), dtype=np.uint32).astype(np.int32)
item = np.fromfile(os.path.join(folder, "item"), dtype=np.uint32).astype(np.int32)
items = int(item.max()) + 1
matrix = sparse.csr_matrix((np.ones(len(item), dtype=np.float32), item, row_start), shape=(len(row_start) - 1, items))
matrix.sum_duplicates()

def seconds(iterations):
    model = AlternatingLeastSquares(factors=64, iterations=iterations, regularization=0.01, num_threads=threads, random_state=1)
    cpu, wall = time.process_time(), time.perf_counter()
    model.fit(matrix, show_progress=False)
    return time.process_time() - cpu, time.perf_counter() - wall

one, three = seconds(1), seconds(3)
print(json.dumps({"version": implicit.__version__, "entries": int(matrix.nnz), "threads": threads,
                  "cpuSecondsPerIteration": (three[0] - one[0]) / 2, "wallSecondsPerIteration": (three[1] - one[1]) / 2}))
