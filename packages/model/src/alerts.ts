import Type from "typebox";

/** What is watched. */
export const alertSignals = [
  "freshness",
  "signal-quality",
  "quarantine",
  "analytics-lag",
  "decision-latency",
  "delivery",
  "model",
  "model-accuracy",
  "calibration",
  "drift",
  "guardrail",
  "device-harm",
] as const;
export type AlertSignal = (typeof alertSignals)[number];

/** Where a limit is a number, and what it is unless said otherwise. */
export const defaultThresholds = {
  /** A source's score, 0 to 1, below which it is told. */
  sourceScore: 0.5,
  /** Share of what came in the last day that was set aside. */
  quarantinedShare: 0.05,
  /** Entries that analytics is behind the log. */
  analyticsLagEntries: 100_000,
  /** Share of decisions, since the start, that took longer than 50 ms. */
  slowDecisionsShare: 0.01,
  /** Share of the last day's hand-overs that failed. */
  failedDeliveriesShare: 0.1,
  /** Hours that a message may wait for its receiver or its turn; what quiet hours and pauses hold may wait a day. */
  waitingHours: 1,
  /** Messages that may wait for their receiver or their turn at once. */
  waitingMessages: 10_000,
  /** Of kept forecasts, by how much fewer periods than promised may lie within their intervals. */
  calibrationGap: 0.2,
  /** Loss of conversions on one device, absolute, that is accepted. */
  deviceHarm: 0,
} as const;
export type AlertThresholds = Record<keyof typeof defaultThresholds, number>;

/** Who is told. */
export interface AlertReceivers {
  email: readonly string[];
  webhook: string | null;
}

/** What the weekly review's audit of fairness tells apart. */
export interface FairnessRules {
  /** Of people; the first two also together. The lists are audited by the first. */
  traits: readonly string[];
  /** Of items; null: lists are audited by people alone. */
  itemGroup: "brand" | "category" | null;
}

/** What the playbook says about alerts. */
export interface AlertRules {
  /** Hours of silence that a source may keep, by its name. */
  freshnessHours: Record<string, number>;
  thresholds: AlertThresholds;
  /** Who looks after a signal, unless `owners` says otherwise. */
  owner: string | null;
  owners: Partial<Record<AlertSignal, string>>;
  to: AlertReceivers;
  /** Who is told, too, where nobody has acknowledged for so long. */
  escalation: (AlertReceivers & { afterHours: number }) | null;
  /** Who gets the weekly review and the monthly variance report by e-mail. */
  reports: readonly string[];
  /** Null: the review says nothing of fairness. */
  fairness: FairnessRules | null;
}

/** Something that is wrong, from when it was first seen until it is over. One for each signal and subject, however often it is seen. */
export interface Alert {
  /** `<signal>:<subject>`. */
  alertId: string;
  signal: AlertSignal;
  /** Which source, channel, tactic or model; empty: the whole. */
  subject: string;
  message: string;
  action: string;
  owner: string | null;
  openedAt: number;
  lastSeenAt: number;
  /** Null while it lasts. */
  endedAt: number | null;
  acknowledged: { at: number; by: string } | null;
  toldAt: number | null;
  escalatedAt: number | null;
}

const closed = { additionalProperties: false };
const address = Type.String({ minLength: 3, maxLength: 320, pattern: "^[^\\s@]+@[^\\s@]+$" });
const addresses = Type.Optional(Type.Array(address, { maxItems: 50 }));
const webhook = Type.Optional(Type.String({ minLength: 8, maxLength: 2_000, pattern: "^https?://" }));
const hours = Type.Number({ exclusiveMinimum: 0, maximum: 10_000 });
const who = Type.String({ minLength: 1, maxLength: 200 });
const share = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));

/** `alerts:` in attune.yaml. */
export const alertsEntrySchema = Type.Object(
  {
    freshness: Type.Optional(Type.Record(Type.String(), hours)),
    thresholds: Type.Optional(
      Type.Object(
        {
          sourceScore: share,
          quarantinedShare: share,
          analyticsLagEntries: Type.Optional(Type.Integer({ minimum: 1 })),
          slowDecisionsShare: share,
          failedDeliveriesShare: share,
          waitingHours: Type.Optional(hours),
          waitingMessages: Type.Optional(Type.Integer({ minimum: 1 })),
          calibrationGap: share,
          deviceHarm: share,
        },
        closed,
      ),
    ),
    owner: Type.Optional(who),
    owners: Type.Optional(
      Type.Object(Object.fromEntries(alertSignals.map((signal) => [signal, Type.Optional(who)])), closed),
    ),
    email: addresses,
    webhook,
    escalate: Type.Optional(Type.Object({ afterHours: hours, email: addresses, webhook }, closed)),
    reports: addresses,
    fairness: Type.Optional(
      Type.Object(
        {
          traits: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 5 }),
          itemGroup: Type.Optional(Type.Enum(["brand", "category"])),
        },
        closed,
      ),
    ),
  },
  closed,
);

export type AlertsEntry = Type.Static<typeof alertsEntrySchema>;
