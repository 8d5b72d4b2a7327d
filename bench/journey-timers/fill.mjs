// Runs of a journey that wait, written straight into a data directory by the store's own port. Goes on where it was stopped.
// usage: node fill.mjs DIRECTORY RUNS
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedStores } from "@attune/store/embedded/stores";

const [directory, count] = [process.argv[2], Number(process.argv[3])];
const progress = join(directory, "runs-filled");
const { begunAt, filled } = existsSync(progress)
  ? JSON.parse(readFileSync(progress, "utf8"))
  : { begunAt: Date.now(), filled: 0 };
const stores = openEmbeddedStores({ directory, foldOnto: (profile) => profile });
const dayMs = 24 * 3_600_000;
const from = begunAt + 30 * dayMs;
const perCommit = 50_000;
for (let done = filled; done < count; done += perCommit) {
  const end = Math.min(count, done + perCommit);
  const runs = new Map();
  for (let i = done; i < end; i++) {
    // In the order of their keys, so that pages are filled one behind the other; people come in no order.
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
  writeFileSync(progress, JSON.stringify({ begunAt, filled: end }));
  if (done % 500_000 === 0) process.stderr.write(`\r${done} of ${count} written   `);
}
process.stderr.write("\n");
await stores.close();
