// A discrete-event simulation of the write path: partitions that each commit one group at a time, a quorum of JetStream, masters of Redis, and the
// loss of one node of each. Times are in milliseconds. Pure: what happens follows from the settings and the generator.

/**
 * @param settings
 *   eventsPerSecond, partitions, masters, natsServers: how much and how many
 *   nodeMs, redisMs: processor time per event on a partition's main thread, and on Redis's masters
 *   roundTripMs, syncMs: one way and back between two machines; a disk's answer (medians of log-normals)
 *   groupEvents: at most so many are committed together; waitingEvents: beyond so many a partition refuses (503, sent again)
 *   durationMs; lostServerAtMs, lostMasterAtMs: when a NATS server and a Redis master die (Infinity: never)
 *   electionMs: [from, to] until a lost leader of JetStream is replaced; failoverMs: [from, to] for a master of Redis
 * @param rng { uniform(), normal() }
 */
export function simulateWritePath(settings, rng) {
  const { eventsPerSecond, partitions, masters, natsServers, nodeMs, redisMs, durationMs } = settings;
  const perPartitionMs = eventsPerSecond / partitions / 1_000;
  const free = new Float64Array(masters);
  const dead = masterThatDies(settings, rng);
  const queue = createTimeQueue();
  const waits = [];
  const worst = { backlog: 0, silenceMs: 0 };
  let committed = 0;
  let refused = 0;
  let recoveredAtMs = 0;
  // Each partition begins somewhere within its first cycle.
  for (let index = 0; index < partitions; index++)
    queue.add(rng.uniform() * 10, {
      index,
      left: 0,
      from: 0,
      until: 0,
      leader: index % natsServers,
      elected: between(settings.electionMs, rng),
    });

  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    const { at, item: partition } = next;
    if (at > durationMs) continue;
    const offered = partition.left + poisson(perPartitionMs * (at - partition.until), rng);
    const waiting = Math.min(offered, settings.waitingEvents);
    refused += offered - waiting;
    if (waiting === 0) {
      queue.add(at + 1 / perPartitionMs, { ...partition, from: at, until: at });
      continue;
    }
    const arrived = Math.min(waiting, settings.groupEvents);
    // Those that came first go first: they came in the first part of the time.
    const until = partition.from + ((at - partition.from) * arrived) / waiting;
    const folded = at + arrived * nodeMs;
    const acknowledged = quorumAnswers(folded, partition, settings, rng);
    const applied = applyToMasters(acknowledged, arrived, { free, dead, masters, redisMs, settings }, rng);
    if (applied <= durationMs) committed += arrived;
    worst.backlog = Math.max(worst.backlog, waiting);
    if (applied - at > worst.silenceMs) worst.silenceMs = applied - at;
    // A few of the group's events, which came evenly over the time since the last one began; each stands for as many as it must.
    const samples = Math.min(arrived, 4);
    for (let sample = 0; sample < samples; sample++) {
      const waitMs = applied - (partition.from + rng.uniform() * (until - partition.from));
      waits.push({ waitMs, events: arrived / samples });
      if (waitMs > 1_000) recoveredAtMs = Math.max(recoveredAtMs, applied);
    }
    queue.add(applied, { ...partition, from: until, until: at, left: waiting - arrived });
  }
  const [p50, p99, max] = weightedQuantiles(waits, [0.5, 0.99, 1]);
  return {
    offered: eventsPerSecond,
    committedPerSecond: Math.round((committed * 1_000) / durationMs),
    waitMs: { p50: round(p50), p99: round(p99), max: round(max) },
    refused,
    mostWaiting: worst.backlog,
    longestSilenceMs: round(worst.silenceMs),
    recoveredAtMs: round(recoveredAtMs),
  };
}

/** The leader's disk and the faster of its two followers: the answer of two of three. */
function quorumAnswers(from, partition, { lostServerAtMs, roundTripMs, syncMs }, rng) {
  const isLost = partition.leader === 0 && from >= lostServerAtMs;
  const begin = isLost ? Math.max(from, lostServerAtMs + partition.elected) : from;
  const follower = () => logNormal(roundTripMs, rng) + logNormal(syncMs, rng);
  // To the leader and back, and meanwhile the quorum.
  return begin + logNormal(roundTripMs, rng) + Math.max(logNormal(syncMs, rng), Math.min(follower(), follower()));
}

/** Each event's people lie on some master; the group is there when the last master says so. Masters work one thing at a time. */
function applyToMasters(from, events, { free, dead, masters, redisMs, settings }, rng) {
  let last = from;
  const touched = Math.min(events, masters);
  const workMs = (events * redisMs) / touched;
  const first = Math.floor(rng.uniform() * masters);
  for (let step = 0; step < touched; step++) {
    const master = touched === masters ? step : (first + step * 7_919) % masters;
    const away = master === dead.master && from >= settings.lostMasterAtMs ? dead.backAtMs : 0;
    const done = Math.max(from, free[master], away) + workMs;
    free[master] = done;
    if (done > last) last = done;
  }
  return last + logNormal(settings.roundTripMs, rng);
}

function masterThatDies({ lostMasterAtMs, failoverMs }, rng) {
  return { master: 0, backAtMs: lostMasterAtMs + between(failoverMs, rng) };
}

/** A binary heap by time. */
function createTimeQueue() {
  const heap = [];
  const swap = (a, b) => {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  };
  return {
    add(at, item) {
      heap.push({ at, item });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (heap[parent].at <= heap[i].at) return;
        swap(parent, i);
        i = parent;
      }
    },
    take() {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0) return top;
      heap[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        if (left >= heap.length) return top;
        const least = left + 1 < heap.length && heap[left + 1].at < heap[left].at ? left + 1 : left;
        if (heap[i].at <= heap[least].at) return top;
        swap(i, least);
        i = least;
      }
    },
  };
}

const between = ([from, to], rng) => from + (to - from) * rng.uniform();
const round = (value) => Math.round(value * 10) / 10;

/** @param shares ascending */
function weightedQuantiles(waits, shares) {
  waits.sort((a, b) => a.waitMs - b.waitMs);
  const all = waits.reduce((sum, { events }) => sum + events, 0);
  const found = [];
  let passed = 0;
  for (const { waitMs, events } of waits) {
    passed += events;
    while (found.length < shares.length && passed >= shares[found.length] * all - 1e-6) found.push(waitMs);
  }
  return found;
}

/** By its median; one in a hundred takes three times as long. */
function logNormal(median, rng) {
  return median * Math.exp(0.47 * rng.normal());
}

function poisson(mean, rng) {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
  let count = 0;
  for (let product = rng.uniform(); product > Math.exp(-mean); product *= rng.uniform()) count++;
  return count;
}
