import type { ComparisonCall, ExperimentVerdict } from "@attune/model/experiment-report";
import type { ExperimentView } from "../api/experiments.ts";
import type { Tone } from "../parts/pill.tsx";

interface Said {
  words: string;
  tone: Tone;
}

/** Where an experiment is in its life. */
export const statusWords: Record<ExperimentView["status"], Said> = {
  draft: { words: "Not started", tone: "plain" },
  running: { words: "Running", tone: "good" },
  stopped: { words: "Stopped", tone: "warn" },
  shipped: { words: "Shipped", tone: "plain" },
};

/** What may be concluded of one comparison. */
export const callWords: Record<ComparisonCall, Said> = {
  better: { words: "Better", tone: "good" },
  worse: { words: "Worse", tone: "bad" },
  unclear: { words: "Not clear yet", tone: "plain" },
  "not-worse-than-margin": { words: "Within its margin", tone: "good" },
  "margin-not-shown": { words: "Margin not shown yet", tone: "warn" },
};

/** What the whole report advises. */
export const verdictWords: Record<ExperimentVerdict, Said> = {
  ship: { words: "Ship it", tone: "good" },
  hold: { words: "Hold: a guardrail speaks against it", tone: "warn" },
  stop: { words: "Stop: it is worse", tone: "bad" },
  learn: { words: "Nothing is shown yet", tone: "plain" },
  invalid: { words: "Not to be believed", tone: "bad" },
};
