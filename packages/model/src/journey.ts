import Type from "typebox";
import type { Condition } from "./condition.ts";
import type { Arm } from "./decision.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Offset } from "./log-entry.ts";
import type { ChannelName, MessageCategory } from "./message.ts";

/** What begins a journey for a person. */
export type JourneyTrigger =
  | { event: string }
  | { enters: string }
  | { leaves: string }
  /** Each day at this time of the business time zone, for everybody in the segment. */
  | { daily: string; segment: string };

export type JourneyStep =
  | { kind: "wait"; forMs: number }
  /** Goes on when the person has done nothing for so long: the visit is over. */
  | { kind: "wait-quiet"; forMs: number }
  /** Goes on at such an event, or after `atMostMs` without one. */
  | { kind: "wait-for"; event: string; atMostMs: number }
  /** Goes on within these hours ("09:00-20:00") of the person's own time zone; at once where it is such an hour. */
  | { kind: "wait-until"; hours: string }
  | { kind: "branch"; when: Condition; holds: JourneyStep[]; otherwise: JourneyStep[] }
  /** Asks the engine what to show in a placement; what it says is `decided` in the messages that follow. */
  | { kind: "decide"; placementId: string }
  | { kind: "send"; templateId: string; to?: string }
  | { kind: "set"; trait: string; value: Json };

/** A conversation with one person over time, written in the playbook. Measured like a tactic: against those held out of it. */
export interface Journey {
  journeyId: string;
  name: string;
  hypothesis?: string;
  /** Who answers for it: a team, or an address that its reports are sent to. */
  owner?: string;
  trigger: JourneyTrigger;
  /** Who may enter; absent: everyone whom the trigger finds. */
  when?: Condition;
  /** May begin again so long after it last began; null: never. */
  againAfterMs: number | null;
  /** Share of people who enter and get nothing, in [0, 1). */
  holdout: number;
  /** Outcomes count for this many days from entering. */
  windowDays: number;
  /** Any of these events, after entering, ends it. */
  stopOn: string[];
  /** Looked at before every step; where it holds the journey ends. */
  stopWhen?: Condition;
  steps: JourneyStep[];
}

/**
 * Where in a journey somebody is: the number of a step, and inside of a branch its side and the number in there: `[2]`, `[3, "holds", 0]`. The
 * end is the number after the last.
 */
export type JourneyPosition = Array<number | "holds" | "otherwise">;

/** One line of what a run did and why, for people. */
export interface JourneyNote {
  at: number;
  position: JourneyPosition;
  told: string;
}

/** What somebody in a journey waits for. */
export interface JourneyWait {
  /** When time alone goes on. */
  untilAt: number;
  /** Goes on at this event, too. */
  event: string | null;
  why: string;
}

/** One person's way through one journey. */
export interface JourneyRun {
  journeyId: string;
  profileId: string;
  /** How often this person has entered it, this time included. Names the run together with the two ids. */
  count: number;
  enteredAt: number;
  /** The log's entry that it began at; events up to it belong to what was before. */
  enteredOffset: Offset;
  arm: Arm;
  position: JourneyPosition;
  /** Null: it goes on at once, or has ended. */
  wait: JourneyWait | null;
  /** What messages may name: `trigger` (the event's properties), `decided`. */
  values: JsonObject;
  /** The latest notes, at most `keptNotes`. */
  notes: JourneyNote[];
  end: { at: number; why: string } | null;
}

export const keptNotes = 30;

/** A message that waits to be handed over. What it says is made at that moment, from what is known then. */
export interface PendingDelivery {
  /** Also the message's id outside: the same at every attempt. */
  deliveryId: string;
  profileId: string;
  journeyId: string | null;
  templateId: string;
  channel: ChannelName;
  /** Where to, if not to the address of the person's profile. */
  to?: string;
  values: JsonObject;
  dueAt: number;
  attempts: number;
  createdAt: number;
  /** Why it was put off at the last look; absent: nobody has looked at it yet, it goes when it is due. */
  putOff?: PutOff;
}

/** `rules`: quiet hours or a pause of promotion; `receiver`: a mail server that is away, a webhook that answers with a fault. */
export interface PutOff {
  by: "rules" | "receiver";
  why: string;
}

/** A message that has not gone out yet, as it is told: what keeps it, not what it will say. */
export interface WaitingMessage extends Omit<PendingDelivery, "to" | "values" | "dueAt" | "createdAt" | "putOff"> {
  queuedAt: number;
  untilAt: number;
  /** `turn`: nobody has looked at it yet. */
  waitsFor: "turn" | PutOff["by"];
  why: string;
}

/** Those that go out next, and how many there are in all. */
export interface WaitingMessages {
  waiting: WaitingMessage[];
  total: number;
}

/** What became of a message, in the end. */
export interface DeliveryRecord {
  deliveryId: string;
  profileId: string;
  journeyId: string | null;
  templateId: string;
  channel: ChannelName;
  at: number;
  outcome: "sent" | "failed" | "skipped";
  /** In words: what the other side answered, or which rule kept it back. */
  reason: string;
  attempts: number;
  /** Of one that was sent: what it counted as. */
  category?: MessageCategory;
  /** Of an in-app message: what the app shows. */
  content?: Json;
  /** Of one that failed: what it takes to send it again by hand. */
  again?: Pick<PendingDelivery, "to" | "values" | "createdAt">;
}

const closed = { additionalProperties: false };
const word = Type.String({ minLength: 1, maxLength: 200 });
const hours = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$" });
const amount = Type.Number({ exclusiveMinimum: 0, maximum: 10_000 });

/** One step as attune.yaml writes it: exactly one of `wait`, `decide`, `send`, `set` and `branch`. */
export const journeyStepEntrySchema = Type.Cyclic(
  {
    Step: Type.Union([
      Type.Object(
        {
          wait: Type.Union([
            Type.Object({ minutes: amount }, closed),
            Type.Object({ hours: amount }, closed),
            Type.Object({ days: amount }, closed),
            Type.Object({ until: hours }, closed),
            Type.Object({ quietHours: amount }, closed),
            Type.Object({ for: word, atMostHours: amount }, closed),
          ]),
        },
        closed,
      ),
      Type.Object({ decide: word }, closed),
      Type.Object({ send: word, to: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })) }, closed),
      Type.Object({ set: Type.Record(word, Type.Unknown(), { minProperties: 1, maxProperties: 1 }) }, closed),
      Type.Object(
        {
          branch: Type.Unknown(),
          // biome-ignore lint/suspicious/noThenProperty: the word that people write in attune.yaml; it is read, never awaited.
          then: Type.Optional(Type.Array(Type.Ref("Step"), { maxItems: 100 })),
          else: Type.Optional(Type.Array(Type.Ref("Step"), { maxItems: 100 })),
        },
        closed,
      ),
    ]),
  },
  "Step",
);

/** An entry of `journeys:` in attune.yaml. */
export const journeyEntrySchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    hypothesis: Type.Optional(Type.String()),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    trigger: Type.Union([
      Type.Object({ event: word }, closed),
      Type.Object({ enters: word }, closed),
      Type.Object({ leaves: word }, closed),
      Type.Object({ daily: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }), segment: word }, closed),
    ]),
    when: Type.Optional(Type.Unknown()),
    againAfterDays: Type.Optional(Type.Number({ minimum: 0, maximum: 3_650 })),
    holdout: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
    windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    stopOn: Type.Optional(Type.Array(word, { maxItems: 20 })),
    stopWhen: Type.Optional(Type.Unknown()),
    steps: Type.Array(journeyStepEntrySchema, { minItems: 1, maxItems: 100 }),
  },
  closed,
);

export type JourneyEntry = Type.Static<typeof journeyEntrySchema>;
export type JourneyStepEntry = Type.Static<typeof journeyStepEntrySchema>;
