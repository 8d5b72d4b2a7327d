/**
 * What several partitions cost: the protocol of decision 0012 in memory, in one process, over events of people who change browsers and share them.
 * Arguments: events (200000), people (20000), tills (5), seed (1). Run after `node scripts/build.mjs`.
 */
import { writeFileSync } from "node:fs";
import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { createRng } from "@attune/math/rng";
import { identifierKey } from "@attune/model/identity";
import { createPartition } from "./partition.mjs";
import { events } from "./traffic.mjs";

const [count = 200_000, people = 20_000, tills = 5, seed = 1] = process.argv.slice(2).map(Number);
const settings = { salt: "bench", timeZone: "Europe/London" };
const startAt = 1_750_000_000_000;

const taskOf = (identifiers, index) => ({
  kind: "entry",
  input: {
    kind: "event",
    messageKey: `http|m${index}`,
    keepSeenUntil: startAt,
    event: {
      messageId: `m${index}`,
      type: "track",
      name: "Product Viewed",
      at: startAt + index * 100,
      receivedAt: startAt + index * 100,
      source: "http",
      identifiers,
      actor: "person",
      channel: "web",
      device: "phone",
      items: [{ itemId: `sku-${index % 997}`, category: "kitchen", quantity: 1 }],
      properties: {},
      traits: {},
      context: {},
    },
  },
});

/** @param router "known": to where the strongest identifier is; "blind": to any partition */
function play(partitions, router) {
  const rng = createRng(seed);
  const routing = createRng(seed + 1);
  const all = Array.from({ length: partitions }, (_, index) => createPartition(index, partitions, settings));
  const stepsOf = [];
  let withLetters = 0;
  let index = 0;
  const before = process.cpuUsage();
  for (const identifiers of events(rng, people, tills, count)) {
    const keys = identifiers.map(identifierKey);
    const known = all.findIndex((one) => keys.some(one.has));
    const at = router === "blind" ? routing.integer(partitions) : known >= 0 ? known : homeOf(keys[0], partitions);
    const letters = all[at].handIn(taskOf(identifiers, index++));
    let steps = 1;
    for (let letter = letters.shift(); letter !== undefined; letter = letters.shift()) {
      letters.push(...all[letter.to].takeIn(letter));
      steps += 1;
    }
    if (steps > 1) withLetters += 1;
    stepsOf.push(steps);
  }
  const used = process.cpuUsage(before);
  return { all, stepsOf, withLetters, micros: used.user + used.system };
}

const results = [];
for (const router of ["known", "blind"]) {
  for (const partitions of [1, 2, 4, 8, 16]) {
    if (router === "blind" && partitions === 1) continue;
    const { all, stepsOf, withLetters, micros } = play(partitions, router);
    const sum = (name) => all.reduce((total, { counts }) => total + counts[name], 0);
    const busiest = Math.max(...all.map(({ counts }) => counts.steps)) / (sum("steps") / partitions);
    const sizes = all.flatMap((one) => one.sizes()).sort((a, b) => a - b);
    const identifiers = sizes.reduce((total, size) => total + size, 0);
    const result = {
      router,
      partitions,
      processorMicrosPerEvent: round(micros / count),
      stepsPerEvent: round(sum("steps") / count),
      mostSteps: stepsOf.reduce((most, steps) => Math.max(most, steps), 0),
      eventsWithLettersPercent: round((withLetters / count) * 100),
      movesPerThousandEvents: round((sum("moves") / count) * 1_000),
      identifiersPerMove: round(sum("movedIdentifiers") / Math.max(1, sum("moves"))),
      cargoBytesPerEvent: Math.round(sum("cargoBytes") / count),
      busiestOverMean: round(busiest),
      pointersPerIdentifier: round(all.reduce((total, one) => total + one.pointers(), 0) / identifiers),
      kin: sizes.length,
      identifiers,
      kinMedian: sizes[sizes.length >> 1],
      kinLargest: sizes.at(-1),
    };
    results.push(result);
    console.log(JSON.stringify(result));
  }
}
writeFileSync(
  new URL(`results/${new Date().toISOString().slice(0, 10)}.json`, import.meta.url),
  `${JSON.stringify({ count, people, tills, seed, node: process.version, results }, null, 2)}\n`,
);

function round(value) {
  return Math.round(value * 100) / 100;
}
