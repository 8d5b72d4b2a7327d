import type { PendingDelivery } from "@attune/model/journey";

/** Messages on their way, in lanes of their own: one that leads to a dead receiver fills up and holds up no other. */
export interface DeliveryLanes {
  /**
   * Starts what can be started. Left alone is what is under way already, and a person's next message while one of theirs is: each has to see the caps of
   * the one before. `stuck` are those whose lane is full and has not moved for a while.
   */
  take(due: readonly PendingDelivery[]): { taken: number; stuck: PendingDelivery[] };
  /** Ids of those that are under way or wait in a lane. */
  underway(): ReadonlySet<string>;
  /** How many they are. */
  held(): number;
  /** Resolves when no more than `atMost` are, or after so long; rejects with what went wrong in a lane. */
  settled(patienceMs: number, atMost?: number): Promise<void>;
  /** Lets go of what has not been started, and waits for the rest. */
  close(): Promise<void>;
}

interface Lane {
  queue: PendingDelivery[];
  running: number;
  movedAt: number;
}

/** Under way at once in one lane: as many as one write of several that take turns at the disk can take in, and what a crash can leave without a record. */
const atOnce = 128;
/** Under way or waiting in one lane. */
const laneLimit = 1_000;
/** A full lane of which nothing came through for so long is stuck. */
const stuckMs = 5_000;

/** What is recorded leaves its place in the lane to the next; the person's next message waits for the `rest`, too. */
export interface Recorded {
  rest: Promise<void>;
}

/** @param now a clock that never goes back, milliseconds */
export function createDeliveryLanes(
  send: (delivery: PendingDelivery) => Promise<Recorded>,
  now: () => number,
): DeliveryLanes {
  const lanes = new Map<string, Lane>();
  const held = new Set<string>();
  const people = new Set<string>();
  let failure: { error: unknown } | null = null;
  let listeners: Array<{ atMost: number; resolve: () => void }> = [];

  function pump(lane: Lane): void {
    while (lane.running < atOnce && lane.queue.length > 0) {
      const delivery = lane.queue.shift()!;
      lane.running += 1;
      void carry(lane, delivery);
    }
  }

  async function carry(lane: Lane, delivery: PendingDelivery): Promise<void> {
    let rest: Promise<void> = Promise.resolve();
    try {
      ({ rest } = await send(delivery));
    } catch (error) {
      failure ??= { error };
    }
    lane.running -= 1;
    lane.movedAt = now();
    pump(lane);
    await rest.catch((error: unknown) => {
      failure ??= { error };
    });
    letGo(delivery);
  }

  function letGo({ deliveryId, profileId }: PendingDelivery): void {
    held.delete(deliveryId);
    people.delete(profileId);
    const isReached = ({ atMost }: { atMost: number }) => held.size <= atMost;
    for (const { resolve } of listeners.filter(isReached)) resolve();
    listeners = listeners.filter((listener) => !isReached(listener));
  }

  function laneFor(delivery: PendingDelivery): Lane {
    const key = laneOf(delivery);
    let lane = lanes.get(key);
    if (lane === undefined) {
      // A lane without work is nothing to remember.
      for (const [name, idle] of lanes) if (idle.running + idle.queue.length === 0) lanes.delete(name);
      lane = { queue: [], running: 0, movedAt: now() };
      lanes.set(key, lane);
    }
    if (lane.running + lane.queue.length === 0) lane.movedAt = now();
    return lane;
  }

  return {
    take(due) {
      let taken = 0;
      const stuck: PendingDelivery[] = [];
      for (const delivery of due) {
        if (held.has(delivery.deliveryId) || people.has(delivery.profileId)) continue;
        const lane = laneFor(delivery);
        if (lane.running + lane.queue.length >= laneLimit) {
          if (now() - lane.movedAt >= stuckMs) stuck.push(delivery);
          continue;
        }
        held.add(delivery.deliveryId);
        people.add(delivery.profileId);
        lane.queue.push(delivery);
        taken += 1;
        pump(lane);
      }
      return { taken, stuck };
    },
    underway: () => held,
    held: () => held.size,
    async settled(patienceMs, atMost = 0) {
      if (held.size > atMost) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, patienceMs);
          const resolve = () => {
            clearTimeout(timer);
            done();
          };
          listeners.push({ atMost, resolve });
        });
      }
      if (failure === null) return;
      const { error } = failure;
      failure = null;
      throw error;
    },
    async close() {
      for (const lane of lanes.values()) for (const delivery of lane.queue.splice(0)) letGo(delivery);
      if (held.size > 0) await new Promise<void>((resolve) => listeners.push({ atMost: 0, resolve }));
    },
  };
}

/** One lane for each channel; of webhooks one for each host that a step names. */
function laneOf({ channel, to }: PendingDelivery): string {
  if (channel !== "webhook" || to === undefined || !URL.canParse(to)) return channel;
  return `webhook:${new URL(to).host}`;
}
