/** What a person did, in the three kinds that foretell a purchase. */
export type ActivityKind = "view" | "cart" | "purchase";

/** One thing somebody did; `amount` and `discounted` are of purchases. */
export interface ActivityRow {
  profileId: string;
  kind: ActivityKind;
  /** Milliseconds. */
  at: number;
  category?: string | undefined;
  /** In units of the currency. */
  amount?: number | undefined;
  /** Bought below its usual price; undefined where nobody knows. */
  discounted?: boolean | undefined;
}

/** One event of a person's row. */
export interface ActivityEvent {
  kind: ActivityKind;
  at: number;
  /** Index into `categories`, −1 where there is none. */
  category: number;
  /** 0 where there is none. */
  amount: number;
  discounted: boolean | undefined;
}

/** Rows of people, each oldest first. Rows of one purchase (same person, same moment) are one order. */
export interface Activity {
  profileIds: readonly string[];
  rows: readonly (readonly ActivityEvent[])[];
  categories: readonly string[];
  firstAt: number;
  lastAt: number;
  /** Rows whose time is no finite number, or whose person has no id. */
  leftOut: number;
}

/** Sorts rows by person and time, in any order they come. */
export function collectActivity(given: Iterable<ActivityRow>): Activity {
  const profiles = new Map<string, ActivityEvent[]>();
  const categories = new Map<string, number>();
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  for (const { profileId, kind, at, category, amount, discounted } of given) {
    if (profileId === "" || !Number.isFinite(at)) {
      leftOut++;
      continue;
    }
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
    let place = -1;
    if (category !== undefined && category !== "") {
      place = categories.get(category) ?? categories.size;
      categories.set(category, place);
    }
    const known = Number.isFinite(amount) ? Number(amount) : 0;
    const event = { kind, at, category: place, amount: known, discounted };
    const row = profiles.get(profileId);
    if (row === undefined) profiles.set(profileId, [event]);
    else row.push(event);
  }
  const rows = [...profiles.values()].map((row) => row.sort((a, b) => a.at - b.at));
  return { profileIds: [...profiles.keys()], rows, categories: [...categories.keys()], firstAt, lastAt, leftOut };
}

/** The events before a moment, itself excluded: all that a prediction made then may know. */
export function eventsBefore(row: readonly ActivityEvent[], asOfAt: number): readonly ActivityEvent[] {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle]!.at < asOfAt) low = middle + 1;
    else high = middle;
  }
  return row.slice(0, low);
}

/** The events from a moment on, before another. */
export function eventsBetween(row: readonly ActivityEvent[], fromAt: number, toAt: number): readonly ActivityEvent[] {
  return row.filter(({ at }) => at >= fromAt && at < toAt);
}

/** Moments of purchases, each once, ascending. */
export function orderTimes(row: readonly ActivityEvent[]): number[] {
  const times: number[] = [];
  for (const { kind, at } of row) if (kind === "purchase" && at !== times.at(-1)) times.push(at);
  return times;
}
