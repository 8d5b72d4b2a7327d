import Type from "typebox";
import { anyObject, count, countsByName, epochMs, only, orNull, text } from "./parts.ts";

const finding = only({
  severity: Type.Enum(["error", "warning"]),
  code: text,
  path: text,
  message: text,
  acceptable: Type.Optional(Type.Literal(true)),
});

const change = only({
  section: text,
  id: text,
  change: Type.Enum(["added", "removed", "changed"]),
  fields: Type.Array(only({ path: text, from: Type.Unknown(), to: Type.Unknown() })),
});

const revision = only({
  revision: count,
  at: epochMs,
  author: text,
  note: text,
  source: Type.Enum(["file", "apply", "rollback", "restore"]),
  restores: Type.Optional(count),
  accepted: Type.Optional(Type.Array(text)),
  baselines: Type.Optional(anyObject),
});

export const playbookTextAnswer = only({ revision: count, text }, "Revision 0 is in no history.");

export const playbookCheckAnswer = only({
  schema: Type.Literal("attune.playbook.check/1"),
  ok: Type.Boolean(),
  findings: Type.Array(finding),
  counts: countsByName,
});

const underPlaybook = only({
  people: count,
  interval: orNull(Type.Array(count)),
  perPerson: orNull(only({ mean: Type.Number(), p95: count, most: count })),
  heldBack: Type.Array(only({ why: text, times: count })),
});

const reach = only(
  {
    days: count,
    people: count,
    replayed: count,
    seed: text,
    changes: Type.Array(
      only({
        kind: Type.Enum(["tactic", "journey"]),
        id: text,
        before: orNull(underPlaybook),
        after: orNull(underPlaybook),
      }),
    ),
    notes: Type.Array(text),
  },
  "Whom changed tactics and journeys would have reached, and how often, had the last days been lived under them.",
);

export const playbookPlanAnswer = only({
  schema: Type.Literal("attune.playbook.plan/1"),
  from: count,
  changes: Type.Array(change),
  people: only({
    profiles: count,
    sampled: count,
    touched: count,
    interval: orNull(Type.Array(count)),
    tactics: Type.Array(only({ tacticId: text, before: count, after: count })),
  }),
  reach: orNull(reach),
  check: playbookCheckAnswer,
});

export const playbookAppliedAnswer = only({
  schema: Type.Literal("attune.playbook.applied/1"),
  isNew: Type.Boolean({ description: "False where the text is the one that runs already." }),
  revision,
  changes: Type.Array(change),
  findings: Type.Array(finding),
});

export const playbookHistoryAnswer = only({ revisions: Type.Array(revision) });

export const playbookDocumentAnswer = only({
  schema: Type.Literal("attune.playbook.document/1"),
  business: text,
  revision: orNull(only({ revision: count, at: epochMs, author: text, note: text })),
  computedAt: text,
  holdout: Type.Number(),
  tactics: Type.Array(anyObject),
  experiments: Type.Array(anyObject),
  segments: Type.Array(anyObject),
  findings: Type.Array(finding),
});
