/** The writer of one partition, in a process of its own, told by messages what to do. */
import { followLetters } from "@attune/engine/runtime/follow-letters";
import { createPartitionWriter } from "@attune/engine/runtime/partition-writer";
import { openPartition } from "@attune/store/cluster/partition-store";

const options = JSON.parse(process.argv[2]);
const counts = { carriedOut: 0, commits: 0 };
const store = await openPartition({ ...options, replicas: 3, onReplaced: () => process.exit(1) });
const writer = createPartitionWriter({
  store: {
    ...store,
    commit(writes) {
      counts.commits += 1;
      return store.commit(writes);
    },
  },
  settings: { salt: "bench", timeZone: "Europe/London" },
  onCarriedOut: () => {
    counts.carriedOut += 1;
  },
});

const letters = followLetters(store, writer, (error) => console.error(error.message));

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
    await letters.stop();
    await writer.close();
    await store.close();
    process.exit(0);
  }
});
process.send({ id: "ready" });
