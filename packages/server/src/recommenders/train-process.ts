import { trainFromFiles } from "./train-from-files.ts";
import type { TrainingMessage, TrainingOrder } from "./training.ts";

/** A process for one training: it takes its order, works it out, answers, and ends. It ends with its server, too. */
process.on("disconnect", () => process.exit());
process.once("message", (order: TrainingOrder) => {
  const say = (message: TrainingMessage) => process.send!(message);
  trainFromFiles(order, (done, total) => say({ kind: "progress", done, total }))
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
