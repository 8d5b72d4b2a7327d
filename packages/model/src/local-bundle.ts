import type { Condition } from "./condition.ts";
import type { Device } from "./event.ts";
import type { JsonObject } from "./json.ts";

/** A tactic as a browser decides it: what only the server knows of the person is worked in. */
export interface LocalTactic {
  tacticId: string;
  /** What is left to ask, of context and clock only. Absent: nothing. What the server could not tell either is a clause that stays undetermined. */
  when?: Condition;
  startsAt?: number;
  endsAt?: number;
  /** True where something depends on what a bundle cannot hold (lists, draws, offers, quiet hours, groups): the server decides. */
  asksServer?: true;
  variantId: string;
  /** The person is held out of it. */
  holdout?: true;
  content: JsonObject;
}

/** All that a browser or an edge needs to decide for one person without asking, for a while. */
export interface LocalBundle {
  schema: "attune.decide.bundle/1";
  /** Null without consent: then there are defaults only. */
  profileId: string | null;
  /** What `bucket` clauses hash. */
  bucketingKey: string;
  computedAt: number;
  /** From then on, or after an event of the person, it says nothing. Null: time alone changes nothing. */
  validUntil: number | null;
  /** Of the business; decides days and hours. */
  timeZone: string;
  device?: Device;
  placements: Record<string, { content: JsonObject; asksServer?: true; tactics: LocalTactic[] }>;
  /** What is left of each cap, and whose showings it counts. */
  caps: Array<{ tactics: string[]; left: number }>;
}
