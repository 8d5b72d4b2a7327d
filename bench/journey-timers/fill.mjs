// Runs of a journey that wait, written straight into a data directory. usage: node fill.mjs DIRECTORY RUNS
import { openEmbeddedStores } from "@attune/store/embedded/stores";

const [directory, count] = [process.argv[2], Number(process.argv[3])];
const stores = openEmbeddedStores({ directory, foldOnto: (profile) => profile });
const dayMs = 24 * 3_600_000;
const from = Date.now() + 30 * dayMs;
const perCommit = 20_000;
for (let done = 0; done < count; done += perCommit) {
  const runs = new Map();
  for (let i = done; i < Math.min(count, done + perCommit); i++) {
    // In the order of their keys, so that filling takes minutes and not an hour; people come in no order.
    const profileId = `f${i.toString(36).padStart(7, "0")}`;
    const untilAt = from + i * Math.floor((60 * dayMs) / count);
    runs.set(`waits\u0000${profileId}`, {
      journeyId: "waits",
      profileId,
      count: 1,
      enteredAt: from - 40 * dayMs,
      enteredOffset: 1,
      arm: "exposed",
      position: [0],
      wait: { untilAt, event: null, why: "waits" },
      values: { trigger: {} },
      notes: [{ at: from - 40 * dayMs, position: [0], told: "entered: Signed Up" }],
      end: null,
    });
  }
  await stores.journeys.commit({ runs });
  if (done % 200_000 === 0) process.stderr.write(`\r${done} of ${count} written   `);
}
process.stderr.write("\n");
await stores.close();
