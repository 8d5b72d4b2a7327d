import type { Readiness, ReadinessAnswer, ReadinessGap, ReadinessQuestion } from "@attune/model/readiness";
import { isUndetermined } from "@attune/model/undetermined";
import { whyModelsWait } from "../playbook/model-thresholds.ts";
import type { ReadinessFacts } from "./readiness-facts.ts";

type Judged = Pick<ReadinessAnswer, "answer" | "evidence">;

interface Question {
  asked: string;
  link: string;
  judge(facts: ReadinessFacts): Judged;
  /** Share of what personalization can earn that is held back while the answer is no: a judgement, in docs/methods/readiness.md. */
  weight: number;
  action: string;
}

/** Half of people reachable is what a shop with sign-in at checkout has. */
const enoughReachable = 0.3;
const enoughWithin50Ms = 0.99;
/** So long the client hides a slot at most. */
const unseenSlotMs = 300;

const questions: Record<ReadinessQuestion, Question> = {
  "unified-profiles": {
    asked: "Is there one profile per person, over all sources?",
    link: "/v1/collect/audit",
    weight: 0.25,
    action:
      "Connect a source that names people (shop accounts, e-mail tool): `attune import --mapping shopify-customers`.",
    judge({ people, audit }) {
      const share = people.sampled === 0 ? 0 : people.reachable / people.sampled;
      return {
        answer: people.sampled === 0 ? "no" : share >= enoughReachable && people.unified > 0 ? "yes" : "partly",
        evidence: [
          `${audit.sources.length} sources sent in the last ${audit.days} days`,
          `${of(people.reachable, people.sampled)} of the profiles looked at can be reached beyond one browser`,
          `${of(people.unified, people.sampled)} hold a browser and such an identifier, ${people.merged} were joined from several`,
        ],
      };
    },
  },
  segments: {
    asked: "Are there segments that somebody acts on?",
    link: "/v1/segments",
    weight: 0.1,
    action: "`attune segment templates` prints segments to paste into the playbook; begin with three.",
    judge({ playbook: { segments = [], tactics } }) {
      const acted = segments.filter(({ segmentId }) =>
        tactics.some(({ when }) => JSON.stringify(when ?? null).includes(JSON.stringify(segmentId))),
      );
      return {
        answer: segments.length === 0 ? "no" : acted.length === 0 ? "partly" : "yes",
        evidence: [`segments declared: ${segments.length}, of these named by a tactic: ${acted.length}`],
      };
    },
  },
  goals: {
    asked: "Does every tactic have a hypothesis and a goal with a date?",
    link: "/v1/playbook/document",
    weight: 0.1,
    action:
      "Give each tactic a `hypothesis` and a `goal` (metric, target, date); `attune playbook check` says which lack them.",
    judge({ playbook: { tactics } }) {
      const told = tactics.filter(({ goal, hypothesis }) => goal?.byAt !== undefined && hypothesis !== undefined);
      const dateless = tactics.filter(({ goal }) => goal !== undefined && goal.byAt === undefined).length;
      return {
        answer: graded(told.length, tactics.length),
        evidence: [
          `${told.length} of ${tactics.length} tactics have both`,
          ...(dateless === 0 ? [] : [`goals that say nothing of by when: ${dateless}`]),
        ],
      };
    },
  },
  testing: {
    asked: "Can what a tactic causes be measured?",
    link: "/v1/measure/tactics",
    weight: 0.2,
    action: "Keep `holdout` above 0 for the playbook and each tactic, or declare an experiment on it.",
    judge({ playbook: { tactics, holdout, experiments = [] }, reports }) {
      const tested = tactics.filter(
        ({ tacticId, holdout: own }) => own > 0 || experiments.some((one) => one.tacticId === tacticId),
      );
      const measured = reports.filter(({ exposed, heldOut }) => exposed.people > 0 && heldOut.people > 0);
      return {
        answer: holdout === 0 && tested.length === 0 ? "no" : graded(tested.length, tactics.length),
        evidence: [
          `${tested.length} of ${tactics.length} tactics hold people out or run an experiment; ${percent(holdout)} are held out of everything`,
          `${measured.length} have people on both sides`,
        ],
      };
    },
  },
  privacy: {
    asked: "Is consent asked for, kept, and heeded?",
    link: "/v1/playbook",
    weight: 0.1,
    action: "Declare `privacy:` with texts and `askFirst`, and send each choice with the events of the banner.",
    judge({ people, playbook: { privacy } }) {
      const isDeclared =
        privacy !== undefined && (privacy.askFirst.length > 0 || Object.keys(privacy.texts).length > 0);
      const share = people.sampled === 0 ? 0 : people.consentKnown / people.sampled;
      return {
        answer: isDeclared && people.consentKnown > 0 ? "yes" : isDeclared || people.consentKnown > 0 ? "partly" : "no",
        evidence: [
          isDeclared ? "the playbook declares purposes and texts" : "the playbook says nothing of purposes or texts",
          `the choice of ${percent(share)} of the profiles looked at is known`,
        ],
      };
    },
  },
  latency: {
    asked: "Are decisions fast enough not to be seen?",
    link: "/metrics",
    weight: 0.05,
    action: "`attune doctor` shows what is slow; give the server a core of its own.",
    judge({ decisions, slots }) {
      const evidence = [
        ...(decisions === null
          ? []
          : [
              `${percent(decisions.shareWithin50Ms)} of ${decisions.count.toLocaleString("en")} decisions were answered within 50 ms`,
            ]),
        ...(slots === null
          ? []
          : [
              `in real browsers (${slots.device || "all devices"}, ${slots.pages.toLocaleString("en")} pages) three quarters of the slots were filled within ${Math.round(slots.p75)} ms`,
            ]),
      ];
      if (evidence.length === 0)
        return {
          answer: "unknown",
          evidence: ["too few decisions were asked for since the start, and too few pages told their timings"],
        };
      const isAnswered = decisions === null || decisions.shareWithin50Ms >= enoughWithin50Ms;
      const isFilled = slots === null || slots.p75 <= unseenSlotMs;
      return { answer: isAnswered && isFilled ? "yes" : isAnswered || isFilled ? "partly" : "no", evidence };
    },
  },
  "cross-channel": {
    asked: "Is it one conversation over all channels?",
    link: "/v1/journeys",
    weight: 0.1,
    action:
      "Begin with one journey (`attune deliver templates` prints cart abandonment, welcome and more), declare caps, and mend what keeps messages back.",
    judge({ playbook: { journeys = [], restraint, tactics }, messagesSent, messageTroubles }) {
      const hasCaps = restraint !== undefined || tactics.some(({ caps }) => caps !== undefined);
      return {
        answer:
          journeys.length === 0 ? "no" : messagesSent > 0 && hasCaps && messageTroubles.length === 0 ? "yes" : "partly",
        evidence: [
          `journeys: ${journeys.length}; of the latest messages were sent: ${messagesSent}`,
          hasCaps ? "caps hold over channels" : "no caps are declared",
          ...messageTroubles.map(({ message, action }) => `${message} ${action}`),
        ],
      };
    },
  },
  fairness: {
    asked: "Is it known whether groups are treated alike?",
    link: "/v1/measure/tactics",
    weight: 0.05,
    action: "`attune learn fairness` compares exposure, errors and lift by group; do it before models choose.",
    judge({ playbook: { tactics } }) {
      const byPerson = tactics.filter(({ items, price, variants = [] }) => {
        const lists = [items, ...variants.map((variant) => variant.items)];
        return price !== undefined || lists.some((list) => list !== undefined && list.from === "for-you");
      });
      return byPerson.length === 0
        ? { answer: "partly", evidence: ["no price test and no list by model is in force; rules alone choose"] }
        : {
            answer: "no",
            evidence: [`${byPerson.length} tactics choose by model or price, and no audit is recorded here`],
          };
    },
  },
  iteration: {
    asked: "Is it looked at and changed again and again?",
    link: "/v1/playbook/revisions",
    weight: 0.05,
    action: "Hold the weekly review (`attune review show`), and write down what was learned (`attune review learn`).",
    judge({ revisions, experiments, learnings }) {
      const signs = [revisions > 1, experiments.ended > 0, learnings].filter(Boolean).length;
      return {
        answer: signs >= 2 ? "yes" : signs === 1 ? "partly" : "no",
        evidence: [
          `revisions of the playbook in the last 30 days: ${revisions}; experiments ended: ${experiments.ended}; ${learnings ? "learnings are recorded" : "no learning is recorded"}`,
        ],
      };
    },
  },
};

const lacking = { yes: 0, partly: 0.5, no: 1, unknown: 0.5 } as const;

const askYourself = [
  "Is the industry regulated (health, finance, gambling, children)? Then let a lawyer read the playbook before models choose.",
  "Is there somebody who looks at the reports every week? Without one, hold off from models and keep to simple rules.",
];

/** Answers the nine questions from the system's own evidence, and says what to do first. */
export function answerReadiness(facts: ReadinessFacts, now: number): Readiness {
  const answers = Object.entries(questions).map(
    ([question, { asked, link, judge }]): ReadinessAnswer => ({
      question: question as ReadinessQuestion,
      asked,
      link,
      ...judge(facts),
    }),
  );
  const gaps = answers.flatMap(({ question, answer }): ReadinessGap[] => {
    const { weight, action } = questions[question];
    return answer === "yes" ? [] : [{ question, expectedEffect: weight * lacking[answer], action }];
  });
  gaps.sort((a, b) => b.expectedEffect - a.expectedEffect);
  const why = whyModelsWait({ visitorsPerMonth: facts.people.visitorsPerMonth, items: facts.items });
  const owner = facts.playbook.alerts?.owner ?? null;
  const reasons = [
    ...(why === null ? [] : [`Models wait: ${why}.`]),
    ...(owner === null ? ["Nobody is named to look after alerts (`alerts: { owner }` in the playbook)."] : []),
    ...staleSources(facts),
    ...withoutEffect(facts),
  ];
  return {
    schema: "attune.readiness/1",
    computedAt: new Date(now).toISOString(),
    answers,
    gaps,
    holdOff: { reasons, override: facts.playbook.modelsBelowThresholds ?? null, askYourself },
  };
}

function staleSources({ audit }: ReadinessFacts): string[] {
  return audit.sources.flatMap(({ source, freshness }) =>
    freshness.state === "stale"
      ? [`${source} is stale: silent for ${Math.round(freshness.silentHours)} hours. What depends on it is old.`]
      : [],
  );
}

/** Personalization that is shown to lose money is no reason to do more of it. */
function withoutEffect({ holdout }: ReadinessFacts): string[] {
  return holdout.metrics.flatMap(({ name, unit, effect }) =>
    unit === "currency" && !isUndetermined(effect) && effect.interval[1] < 0
      ? [`All tactics together are shown to lower ${name}.`]
      : [],
  );
}

function graded(count: number, total: number): ReadinessAnswer["answer"] {
  if (count === 0) return "no";
  return count === total ? "yes" : "partly";
}

function of(count: number, total: number): string {
  return total === 0 ? "none" : percent(count / total);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
