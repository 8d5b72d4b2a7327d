import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnEvaluateCommand } from "./evaluate.ts";
import { learnOffPolicyCommand } from "./off-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-learn-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(create: (environment: Environment) => Command, argv: string[]): Promise<string> {
  return (await runInProcess(folder, create, argv)).out;
}

/** Thirty people walk round a circle of ten items, each from its own start: what follows is certain. */
const walks = Array.from({ length: 30 * 6 }, (_, i) => {
  const person = Math.floor(i / 6);
  const step = i % 6;
  return [`p${person}`, `i${(person + step) % 10}`, new Date(Date.UTC(2026, 0, 1, person, step)).toISOString(), 1];
});
const csv = `who,what,at,n\n${walks.map((row) => row.join(",")).join("\n")}\n`;
writeFileSync(join(folder, "walks.csv"), csv);
writeFileSync(join(folder, "walks.tsv.gz"), gzipSync(csv.replaceAll(",", "\t")));
writeFileSync(join(folder, "bare.txt"), walks.map((row) => row.slice(0, 2).join("\t")).join("\n"));

const columns = ["--user", "who", "--item", "what"];
const evaluate = async (argv: string[]) => JSON.parse(await run(learnEvaluateCommand, [...argv, "--json"]));

describe("attune learn evaluate", () => {
  it("finds that what follows is certain, and recommends the simplest model that knows it", async () => {
    const report = await evaluate([
      "--interactions",
      "walks.csv",
      ...columns,
      "--time",
      "at",
      "--k",
      "1,5",
      "--model",
      "popularity,sequential-rules,hybrid",
    ]);
    expect(report.schema).toBe("attune.learn.evaluate/1");
    expect(report.data).toMatchObject({ interactions: 180, profiles: 30, items: 10, cases: 30, seen: "exclude" });
    const rules = report.models.find(({ name }: { name: string }) => name === "sequential-rules");
    expect(rules.metrics["recall@1"]).toBe(1);
    expect(rules.metrics["ndcg@5"]).toBe(1);
    expect(rules.intervals["ndcg@5"]).toEqual({ lower: 1, upper: 1 });
    expect(report.recommended).toBe("sequential-rules");
    expect(
      report.comparisons.find(({ model }: { model: string }) => model === "popularity").interval.upper,
    ).toBeLessThan(0);
  });

  it("--target: what people look at speaks for what they buy, across kinds of events", async () => {
    // Sixty each bought film (a stove) before they looked at a camera (a tent): they are learned from. Twenty each look first: what do they buy?
    const rows = Array.from({ length: 160 }, (_, i) => {
      const [seen, bought] = i % 2 === 0 ? ["camera", "film"] : ["tent", "stove"];
      return i < 120
        ? `p${i},${bought},1,bought\np${i},${seen},2,seen`
        : `p${i},${seen},1,seen\np${i},${bought},2,bought`;
    });
    writeFileSync(join(folder, "shop.csv"), `who,what,at,did\n${rows.join("\n")}\n`);
    const ask = ["--interactions", "shop.csv", ...columns, "--time", "at", "--k", "1", "--target", "bought"];
    const report = await evaluate([...ask, "--kind", "did", "--model", "popularity,item-knn,cross-occurrence"]);
    expect(report.data).toMatchObject({ target: "bought", seen: "keep", cases: 40 });
    const recall = Object.fromEntries(
      report.models.map(({ name, metrics }: { name: string; metrics: Record<string, number> }) => [
        name,
        metrics["recall@1"],
      ]),
    );
    // More people looked at a camera than bought film, so popular items are never what is bought.
    expect(recall).toMatchObject({ popularity: 0, "cross-occurrence": 1 });
    await expect(evaluate(ask)).rejects.toThrow(/--kind/);
  });

  it("--champion: whether the recommended model may take the place of the one in service, and what share would see other items", async () => {
    const report = await evaluate([
      "--interactions",
      "walks.csv",
      ...columns,
      "--model",
      "sequential-rules",
      "--champion",
      "popularity",
      "--k",
      "3",
    ]);
    expect(report.gate).toMatchObject({
      champion: "popularity",
      challenger: "sequential-rules",
      judgedBy: "ndcg@3",
      verdict: { passes: true, ramp: true },
    });
    expect(report.gate.change.changedShare).toBeGreaterThan(0.3);
    expect(report.data.trained.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it("reads tabs and gzip alike, and a file without a header by the numbers of its columns", async () => {
    const options = ["--model", "sequential-rules", "--k", "1"];
    const plain = await evaluate(["--interactions", "walks.csv", ...columns, ...options]);
    const zipped = await evaluate(["--interactions", "walks.tsv.gz", ...columns, ...options]);
    const bare = await evaluate([
      "--interactions",
      "bare.txt",
      "--no-header",
      "--user",
      "1",
      "--item",
      "2",
      ...options,
    ]);
    expect(zipped.models[0].metrics).toEqual(plain.models[0].metrics);
    expect(bare.models[0].metrics).toEqual(plain.models[0].metrics);
  });

  it("all: every model is listed, one that cannot run with its reason", async () => {
    const report = await evaluate(["--interactions", "walks.csv", ...columns, "--k", "3"]);
    const trending = report.models.find(({ name }: { name: string }) => name === "trending");
    expect(trending.undetermined.code).toBe("no-times");
    expect(report.models.length).toBeGreaterThan(10);
  });

  it("sessions ask for every next item and keep what was seen; the search says which settings it chose", async () => {
    const report = await evaluate([
      "--interactions",
      "walks.csv",
      "--session",
      "who",
      "--item",
      "what",
      "--time",
      "at",
      "--model",
      "v-sknn,stan",
      "--tune",
    ]);
    expect(report.data).toMatchObject({ seen: "keep", protocol: "next item of each session, every prefix" });
    expect(report.data.cases).toBe(6 * 5);
    expect(report.models[0].parameters.neighborCount).toBeGreaterThan(0);
  });

  it("a given test part is asked of the people who were learned of", async () => {
    writeFileSync(join(folder, "later.csv"), "who,what,at,n\np0,i6,2026-02-01,1\nnobody,i6,2026-02-01,1\n");
    const report = await evaluate([
      "--interactions",
      "walks.csv",
      ...columns,
      "--test",
      "later.csv",
      "--model",
      "sequential-rules",
      "--k",
      "1",
    ]);
    expect(report.data.cases).toBe(1);
    expect(report.models[0].metrics["recall@1"]).toBe(1);
  });

  it("one person with one interaction leaves nothing to ask, and the answer says so", async () => {
    writeFileSync(join(folder, "one.csv"), "who,what\np,i\n");
    const report = await evaluate(["--interactions", "one.csv", ...columns, "--model", "popularity"]);
    expect(report.models[0].undetermined.code).toBe("no-cases");
    expect(report.recommended.undetermined.code).toBe("no-model");
    process.exitCode = 0;
  });

  it("rows that do not count are told in the text, too, and nothing left to judge is exit 1", async () => {
    const broken = csv.replace(/,1\n/, ",NaN\n");
    writeFileSync(join(folder, "broken.csv"), broken);
    const argv = ["--interactions", "broken.csv", ...columns, "--weight", "n", "--model", "popularity"];
    expect(await run(learnEvaluateCommand, argv)).toContain(
      "! Rows left out: 1 with a weight that is no number above 0.",
    );
    expect(process.exitCode ?? 0).toBe(0);
    writeFileSync(join(folder, "single.csv"), "who,what\np,i\n");
    await run(learnEvaluateCommand, ["--interactions", "single.csv", ...columns, "--model", "popularity"]);
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    writeFileSync(join(folder, "headed.csv"), "who,what\n");
    await expect(run(learnEvaluateCommand, ["--interactions", "headed.csv", ...columns])).rejects.toThrow(
      /headed.csv holds no interaction/,
    );
  });

  it("recommends none where no model has a chosen item in its list", async () => {
    // One person has had every item but the one that is asked, which nobody else can have told of.
    const rows = Array.from({ length: 12 }, (_, i) => `p,i${i % 6}`).join("\n");
    writeFileSync(join(folder, "alone.csv"), `who,what\n${rows}\n`);
    const report = await evaluate(["--interactions", "alone.csv", ...columns, "--model", "popularity,item-knn"]);
    expect(report.recommended.undetermined.code).toBe("no-hit");
    process.exitCode = 0;
  });

  it("recommends none where too few people were asked to tell models apart, and says no interval of one", async () => {
    const rows = (people: number) =>
      Array.from(
        { length: people * 3 },
        (_, i) => `p${Math.floor(i / 3)},i${(Math.floor(i / 3) + (i % 3)) % 4},${i}`,
      ).join("\n");
    const ask = ["--interactions", "few.csv", ...columns, "--time", "at", "--model", "popularity,sequential-rules"];
    writeFileSync(join(folder, "few.csv"), `who,what,at\n${rows(29)}\n`);
    const few = await evaluate(ask);
    expect(few.recommended.undetermined).toMatchObject({ code: "too-few-people" });
    expect(few.models[0].intervals["ndcg@10"]).toHaveProperty("lower");
    writeFileSync(join(folder, "few.csv"), `who,what,at\n${rows(30)}\n`);
    expect(typeof (await evaluate(ask)).recommended).toBe("string");
    writeFileSync(join(folder, "few.csv"), "who,what,at\np,a,1\nq,a,1\nq,b,2\nq,c,3\np,b,2\n");
    const one = await evaluate([...ask, "--split", "time"]);
    expect(one.data.cases).toBe(1);
    expect(one.models[0].intervals["ndcg@10"].undetermined.code).toBe("one-profile");
    expect(await run(learnEvaluateCommand, [...ask, "--split", "time"])).toContain("; 1 question (");
    process.exitCode = 0;
  });

  it("of models that are as good recommends one that shows as much of the range as they do", async () => {
    // Everybody chooses at random: no model knows better, and popularity shows the same few to all.
    let state = 1;
    const draw = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 40;
    };
    const rows = Array.from({ length: 60 * 6 }, (_, i) => `p${Math.floor(i / 6)},i${draw()},${i}`);
    writeFileSync(join(folder, "chance.csv"), `who,what,at\n${rows.join("\n")}\n`);
    const ask = ["--interactions", "chance.csv", ...columns, "--time", "at", "--k", "5"];
    const report = await evaluate([...ask, "--model", "popularity,item-knn"]);
    const [popularity, knn] = report.models;
    expect(knn.metrics["coverage@5"] - popularity.metrics["coverage@5"]).toBeGreaterThan(0.1);
    expect(report.recommended).toBe("item-knn");
  });

  it("takes the catalogue's own name of the id column, and says that --kind alone asks for nothing", async () => {
    const items = Array.from({ length: 10 }, (_, i) => `i${i},cup number${Math.floor(i / 2)} blue`);
    writeFileSync(join(folder, "catalogue.csv"), `id,title\n${items.join("\n")}\n`);
    const ask = ["--interactions", "walks.csv", ...columns, "--time", "at", "--model", "text", "--text", "title"];
    const report = await evaluate([...ask, "--items", "catalogue.csv"]);
    expect(report.models[0].metrics).toHaveProperty("ndcg@10");
    writeFileSync(
      join(folder, "catalogue.csv"),
      `id,title\n${items.map((line) => line.replace(/number\d/, "")).join("\n")}\n`,
    );
    const alike = await evaluate([...ask, "--items", "catalogue.csv"]);
    expect(alike.models[0].undetermined.code).toBe("no-telling-words");
    process.exitCode = 0;
    await expect(evaluate(["--interactions", "walks.csv", ...columns, "--kind", "n"])).rejects.toThrow(
      /needs --target/,
    );
  });

  it("what is wrong with the call is said: columns, models, splits, files", async () => {
    const wrong = (argv: string[]) => run(learnEvaluateCommand, argv);
    await expect(wrong(["--interactions", "walks.csv", "--user", "user", "--item", "what"])).rejects.toThrow(
      /has no column user; it has who, what, at, n/,
    );
    await expect(wrong(["--interactions", "walks.csv", ...columns, "--model", "magic"])).rejects.toThrow(
      /--model magic: there are popularity/,
    );
    await expect(wrong(["--interactions", "walks.csv", ...columns, "--split", "odd"])).rejects.toThrow(
      /leave-last, time or random/,
    );
    await expect(wrong(["--interactions", "none.csv", ...columns])).rejects.toThrow(/cannot read/);
    await expect(wrong(["--interactions", "walks.csv", "--item", "what"])).rejects.toThrow(/--user or --session/);
  });
});

describe("attune learn off-policy", () => {
  /** Actions alternate, b pays always, a never. */
  const choices = Array.from(
    { length: 400 },
    (_, i) => `${i % 2 === 0 ? "a" : "b"},${i % 2},0.5,${i % 2 === 0 ? 0.1 : 0.9}`,
  );
  writeFileSync(join(folder, "choices.csv"), `item,gain,chance,other\n${choices.join("\n")}\na,1,0,0.1\nb,x,0.5,0.9\n`);
  const log = ["--log", "choices.csv", "--action", "item", "--reward", "gain", "--propensity", "chance"];
  const judge = async (argv: string[]) => JSON.parse(await run(learnOffPolicyCommand, [...log, ...argv, "--json"]));

  it("judges a table of probabilities: nine of ten choices of b earn 0.9", async () => {
    writeFileSync(join(folder, "policy.csv"), "action,probability\na,0.1\nb,0.9\n");
    const answer = await judge(["--target-table", "policy.csv"]);
    expect(answer.schema).toBe("attune.learn.off-policy/1");
    expect(answer.estimates.ipw.value).toBeCloseTo(0.9, 9);
    expect(answer.estimates.snipw.value).toBeCloseTo(0.9, 9);
    expect(answer.data.leftOut).toEqual({ badReward: 1, badPropensity: 1, badTarget: 0, missingAction: 0 });
  });

  it("by a column of the log the same, but what needs a reward model is undetermined", async () => {
    const answer = await judge(["--target-column", "other"]);
    expect(answer.estimates.ipw.value).toBeCloseTo(0.9, 9);
    expect(answer.estimates.dr.undetermined.code).toBe("needs-whole-policy");
  });

  it("the uniform policy on its own log is the mean, with effective sample size as long as the log", async () => {
    const answer = await judge(["--uniform"]);
    expect(answer.estimates.ipw.value).toBeCloseTo(0.5, 9);
    expect(answer.diagnostics.effectiveSampleSize).toBeCloseTo(400, 6);
  });

  it("wants exactly one policy to judge", async () => {
    await expect(run(learnOffPolicyCommand, log)).rejects.toThrow(/--uniform, --target-column/);
    await expect(run(learnOffPolicyCommand, [...log, "--uniform", "--target-column", "other"])).rejects.toThrow(
      /by one of/,
    );
  });
});
