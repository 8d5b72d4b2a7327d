/** The writer of one partition, in a process of its own, told by messages what to do. */
import { setTimeout as pause } from "node:timers/promises";
import { createPartitionWriter } from "@attune/engine/runtime/partition-writer";
import { openPartition } from "@attune/store/cluster/partition-store";

const options = JSON.parse(process.argv[2]);
const counts = { carriedOut: 0, letters: 0 };
const store = await openPartition({ ...options, replicas: 3, onReplaced: () => process.exit(1) });
const writer = createPartitionWriter({
  store,
  settings: { salt: "bench", timeZone: "Europe/London" },
  onCarriedOut: () => {
    counts.carriedOut += 1;
  },
});

let working = true;
const letters = (async () => {
  while (working) {
    const taken = await writer.takeLetters().catch((error) => {
      if (error.code !== "storage-unavailable") throw error;
      console.error(error.message);
      return 0;
    });
    counts.letters += taken;
    await pause(taken === 0 ? 50 : 20);
  }
})();

process.on("message", async ({ kind, id, tasks, tick }) => {
  if (kind === "tasks") {
    await Promise.all(tasks.map((task) => writer.submit(task)));
    process.send({ id });
  } else if (kind === "report") {
    const { user, system } = process.cpuUsage();
    process.send({ id, report: { ...counts, micros: user + system, ...(await store.standing()) } });
  } else if (kind === "pass") {
    await writer.passTick(tick);
    process.send({ id });
  } else {
    working = false;
    await letters;
    await writer.close();
    await store.close();
    process.exit(0);
  }
});
process.send({ id: "ready" });
