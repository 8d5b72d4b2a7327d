import type { Condition } from "./condition.ts";

/** A named question about people, asked at every event and whenever time alone may change its answer. */
export interface Segment {
  segmentId: string;
  name: string;
  when: Condition;
}

/** What is known of one person and one segment. */
export interface Membership {
  isMember: boolean;
  /** Since when it is as it is, epoch milliseconds. */
  since?: number;
  /** When time alone changes it; from then on this record says nothing. Absent: never. */
  changesAt?: number;
}
