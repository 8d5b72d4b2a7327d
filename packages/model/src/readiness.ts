/** The nine questions that decide whether personalization can work. */
export const readinessQuestions = [
  "unified-profiles",
  "segments",
  "goals",
  "testing",
  "privacy",
  "latency",
  "cross-channel",
  "fairness",
  "iteration",
] as const;
export type ReadinessQuestion = (typeof readinessQuestions)[number];

export interface ReadinessAnswer {
  question: ReadinessQuestion;
  /** As people ask it. */
  asked: string;
  /** `unknown`: the system has no evidence either way. */
  answer: "yes" | "partly" | "no" | "unknown";
  /** What the answer was read from. */
  evidence: string[];
  /** A path of this instance where the evidence can be looked at. */
  link: string;
}

/** A question that is not answered yes, and the one thing to do next. */
export interface ReadinessGap {
  question: ReadinessQuestion;
  /** Share of what personalization can earn that this gap is judged to hold back, 0 to 1: a judgement, the same for every business. */
  expectedEffect: number;
  action: string;
}

/** `attune readiness`. */
export interface Readiness {
  schema: "attune.readiness/1";
  computedAt: string;
  answers: ReadinessAnswer[];
  /** The greatest expected effect first. */
  gaps: ReadinessGap[];
  holdOff: {
    /** Why models wait; empty where nothing speaks against them. */
    reasons: string[];
    /** What was accepted in the playbook in spite of them; null: nothing. */
    override: string | null;
    /** What the system cannot know. */
    askYourself: string[];
  };
}

export interface GuideTask {
  task: string;
  done: boolean;
  evidence: string;
  /** What to do or to look at. */
  next: string;
}

/** `attune guide`: thirty days, week by week. */
export interface Guide {
  schema: "attune.guide/1";
  computedAt: string;
  /** Days since the first event came in, counted from 1; null before it. */
  day: number | null;
  weeks: Array<{ week: number; title: string; done: boolean; tasks: GuideTask[] }>;
  /** The first task that is not done; null: all are. */
  next: GuideTask | null;
}
