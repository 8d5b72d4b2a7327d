import pino from "pino";
import { expect, test } from "vitest";
import { createJobs } from "./jobs.ts";

function open() {
  let ids = 0;
  return createJobs({ clock: () => Date.UTC(2026, 0, 1), newId: () => `job-${++ids}`, log: pino({ level: "silent" }) });
}

test("start(kind, unit, work) answers at once; the job ends with its result and progress", async () => {
  const jobs = open();
  const job = jobs.start("replay", "entries", async ({ onProgress }) => {
    onProgress(5, 5);
    return { entries: 5 };
  });
  expect(job).toMatchObject({ jobId: "job-1", kind: "replay", startedAt: "2026-01-01T00:00:00.000Z" });
  expect(await jobs.ended("job-1")).toMatchObject({
    state: "done",
    progress: { done: 5, total: 5, unit: "entries" },
    result: { entries: 5 },
    error: null,
    endedAt: "2026-01-01T00:00:00.000Z",
  });
});

test("a job that throws is failed, with the code and message of what it threw", async () => {
  const jobs = open();
  jobs.start("import", "rows", () => Promise.reject(Object.assign(new Error("full"), { code: "storage-full" })));
  expect(await jobs.ended("job-1")).toMatchObject({
    state: "failed",
    error: { code: "storage-full", message: "full" },
  });
});

test("cancel(id) aborts the work's signal; the job is canceled once the work has ended", async () => {
  const jobs = open();
  jobs.start(
    "import",
    "rows",
    ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  expect(jobs.cancel("job-1").state).toBe("running");
  expect((await jobs.ended("job-1")).state).toBe("canceled");
});

test("cancel(id) leaves a job that has ended what it is", async () => {
  const jobs = open();
  jobs.start("replay", "entries", async () => null);
  await jobs.ended("job-1");
  expect(jobs.cancel("job-1").state).toBe("done");
});

test("close() cancels what runs and waits for it", async () => {
  const jobs = open();
  let ended = false;
  jobs.start("import", "rows", async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ended = true;
    return null;
  });
  await jobs.close();
  expect(ended).toBe(true);
});

test("list() is newest first and forgets the oldest ended jobs beyond two hundred, never a running one", async () => {
  const jobs = open();
  const never = jobs.start(
    "import",
    "rows",
    ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  for (let n = 0; n < 250; n++) {
    const { jobId } = jobs.start("replay", "entries", async () => null);
    await jobs.ended(jobId);
  }
  const listed = jobs.list();
  expect(listed.length).toBeLessThanOrEqual(201);
  expect(listed[0]?.jobId).toBe("job-251");
  expect(listed.at(-1)?.jobId).toBe(never.jobId);
  await jobs.close();
});

test("get(id) of an unknown job throws not-found", () => {
  expect(() => open().get("nothing")).toThrow(expect.objectContaining({ code: "not-found" }));
});

test("a job that was asked in vain is no error of the server's log; one that broke is", async () => {
  const lines: { level: number; msg: string; err?: unknown }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  const jobs = createJobs({ clock: () => 0, newId: () => `job-${lines.length}`, log });
  const failsWith = (code: string) =>
    jobs.start("import", "rows", () => Promise.reject(Object.assign(new Error(code), { code }))).jobId;
  for (const code of ["bad-request", "storage-full"]) await jobs.ended(failsWith(code));
  const [asked, , broke] = lines;
  expect(asked).toMatchObject({ level: 30, msg: "job refused", code: "bad-request" });
  expect(broke).toMatchObject({ level: 50, msg: "job failed", err: { message: "storage-full" } });
});
