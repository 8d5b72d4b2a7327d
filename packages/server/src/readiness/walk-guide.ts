import { dayMs } from "@attune/math/time-units";
import type { Guide, GuideTask } from "@attune/model/readiness";
import { isUndetermined } from "@attune/model/undetermined";
import type { ReadinessFacts } from "./readiness-facts.ts";

/** A gap below this spoils what is built on the source. Most visitors of a shop stay nameless: of identifiers less is asked. */
const goodEnough = { identifiers: 0.2, other: 0.6 };
const segmentsAsked = 3;
/** People a week on a page that is worth a first test. */
const highTraffic = 200;

/** The first thirty days, with what the system itself can see of them done. */
export function walkGuide(facts: ReadinessFacts, now: number): Guide {
  const weeks = [
    { week: 1, title: "Sources: what comes in, and how good it is", tasks: sourceTasks(facts) },
    { week: 2, title: "Three segments, each with a hypothesis", tasks: segmentTasks(facts) },
    { week: 3, title: "One hero tactic on a busy page, with a test", tasks: heroTasks(facts) },
    { week: 4, title: "What it caused, what was learned, what comes next", tasks: learningTasks(facts) },
  ].map((week) => ({ ...week, done: week.tasks.every(({ done }) => done) }));
  const { firstReceivedAt } = facts;
  return {
    schema: "attune.guide/1",
    computedAt: new Date(now).toISOString(),
    day: firstReceivedAt === null ? null : Math.floor((now - Date.parse(firstReceivedAt)) / dayMs) + 1,
    weeks,
    next: weeks.flatMap(({ tasks }) => tasks).find(({ done }) => !done) ?? null,
  };
}

function sourceTasks({ audit, people, items }: ReadinessFacts): GuideTask[] {
  const bad = audit.gaps.filter(
    ({ dimension, score }) => score < (dimension === "identifiers" ? goodEnough.identifiers : goodEnough.other),
  );
  return [
    {
      task: "Events of the shop come in",
      done: audit.sources.length > 0,
      evidence: `${audit.sources.length} sent in the last ${audit.days} days`,
      next: "Put the SDK into the shop, or `attune import` what it has: docs/start/first-hour.md.",
    },
    {
      task: "The three worst gaps are closed",
      done: audit.sources.length > 0 && bad.length === 0,
      evidence:
        bad.length === 0
          ? "none that spoils what is built on it"
          : bad.map(({ source, dimension }) => `${source}: ${dimension}`).join(", "),
      next: bad[0]?.action ?? "`attune collect audit` names them.",
    },
    {
      task: "Shop and e-mail are one",
      done: people.withEmailAndOrder > 0,
      evidence: `of ${people.sampled} profiles looked at ${people.withEmail} have an e-mail address, ${people.withOrder} an order, ${people.withEmailAndOrder} both`,
      next: "Import customers with their e-mail addresses, or call `identify` at checkout.",
    },
    {
      task: "The catalogue is there",
      done: items > 0,
      evidence: `${items} items`,
      next: "`attune catalog load FEED` takes Shopify, Google Merchant and CSV feeds.",
    },
  ];
}

function segmentTasks({ playbook: { segments = [], tactics } }: ReadinessFacts): GuideTask[] {
  const told = tactics.filter(({ hypothesis }) => hypothesis !== undefined);
  return [
    {
      task: "Three segments are declared",
      done: segments.length >= segmentsAsked,
      evidence: `segments: ${segments.length}`,
      next: "`attune segment templates`, then `attune playbook apply`.",
    },
    {
      task: "Three hypotheses are written down",
      done: told.length >= segmentsAsked,
      evidence: `${told.length} tactics have a hypothesis`,
      next: "A `hypothesis` for each tactic: whom, what, why it should work.",
    },
  ];
}

function heroTasks({ playbook, reports, experiments }: ReadinessFacts): GuideTask[] {
  const dated = playbook.tactics.filter(({ goal }) => goal?.byAt !== undefined);
  const busiest = [...reports].sort((a, b) => b.exposed.people - a.exposed.people)[0];
  const reached = busiest?.exposed.people ?? 0;
  return [
    {
      task: "A tactic with a goal and a date",
      done: dated.length > 0,
      evidence: `tactics that say what they are to reach, and by when: ${dated.length}`,
      next: "Add `goal: { metric, target, by }` to the tactic that matters most.",
    },
    {
      task: "It is on a busy page",
      done: reached >= highTraffic,
      evidence: busiest === undefined ? "nobody was reached" : `${busiest.tactic.id} reached ${reached} people`,
      next: "`attune playbook plan` says how many people a tactic would reach; take the placement with most.",
    },
    {
      task: "It is tested",
      done: (busiest !== undefined && busiest.heldOut.people > 0) || experiments.running + experiments.ended > 0,
      evidence: `${busiest?.heldOut.people ?? 0} people are held out of it, ${experiments.running} experiments run`,
      next: "Keep its `holdout`, or `attune decide experiment start`.",
    },
  ];
}

function learningTasks({ reports, learnings, revisions, experiments }: ReadinessFacts): GuideTask[] {
  const read = reports.filter(
    ({ windowsComplete, metrics }) =>
      (windowsComplete?.exposed ?? 0) > 0 && metrics.some(({ effect }) => !isUndetermined(effect)),
  );
  return [
    {
      task: "What it caused is known",
      done: read.length > 0,
      evidence: `${read.length} tactics have an effect with an interval`,
      next: "`attune measure tactic ID`, when the windows of its people have ended.",
    },
    {
      task: "What was learned is written down",
      done: learnings,
      evidence: learnings ? "there are learnings" : "none is recorded",
      next: '`attune review learn TACTIC --decision scale "what we learned"`.',
    },
    {
      task: "The next set is on its way",
      done: learnings && (revisions > 1 || experiments.ended > 0),
      evidence: `revisions in the last 30 days: ${revisions}; experiments ended: ${experiments.ended}`,
      next: "Apply what follows from it: `attune playbook apply`.",
    },
  ];
}
