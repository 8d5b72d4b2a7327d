import { trainFromFiles } from "./train-from-files.ts";
import type { TrainingMessage, TrainingOrder } from "./training.ts";

/** A process for one training: it takes its order, works it out, answers, and ends. It ends with its server, too. */
const server = process.ppid;
process.on("disconnect", () => process.exit());
process.once("message", (order: TrainingOrder) => {
  trainFromFiles(order, (done, total) => {
    // While it works nothing is heard of a server that is gone: each step asks.
    if (process.ppid !== server) process.exit();
    process.send!({ kind: "progress", done, total } satisfies TrainingMessage);
  })
    .then(
      (result): TrainingMessage => ({ kind: "result", result }),
      (error: { code?: string; message: string }): TrainingMessage => ({
        kind: "failure",
        code: error.code ?? "internal",
        message: error.message,
      }),
    )
    .then((answer) => process.send!(answer, () => process.disconnect()));
});
