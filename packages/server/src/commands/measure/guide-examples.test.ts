import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { createProgram } from "../../program.ts";

const project = fileURLToPath(new URL("../../../../..", import.meta.url));
const data = resolve(process.env.ATTUNE_DATA ?? resolve(project, "../shared/data"));
const guides = ["effects-without-experiments", "experiments"].map((name) =>
  readFileSync(resolve(project, `docs/guide/${name}.md`), "utf8"),
);

interface Example {
  title: string;
  argv: string[];
  rows: [where: string, value: string][];
}

/** A heading, a fenced command and the table under it. */
const examples: Example[] = guides
  .flatMap((guide) => guide.split(/^## /m).slice(1))
  .flatMap((section) => {
    const command = /```console\nattune (.*)\n```/.exec(section)?.[1];
    if (command === undefined) return [];
    const words = command.match(/"[^"]*"|\S+/g) ?? [];
    const cells = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map((row) => [row[1]!.trim(), row[2]!.trim()]);
    return [
      {
        title: section.slice(0, section.indexOf("\n")),
        argv: words.map((word) => word.replaceAll('"', "").replace("$DATA", data)),
        rows: cells.filter(([where]) => where !== "where") as Example["rows"],
      },
    ];
  });

async function answerOf(argv: string[]): Promise<unknown> {
  let out = "";
  const sink = (take: (text: string) => void) =>
    new Writable({
      write(chunk, _encoding, done) {
        take(String(chunk));
        done();
      },
    });
  const environment: Environment = {
    writeKey: undefined,
    secretKey: undefined,
    logLevel: "silent",
    workingDirectory: project,
    projectDirectory: new URL(`file://${project}/`),
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink(() => {}),
  };
  await createProgram(environment).run(["node", "attune", ...argv, "--json"]);
  return JSON.parse(out);
}

/** `estimates.ols.estimate`: the entry of the list whose method (id, name, variant) is `ols`; the first of several. */
function at(answer: unknown, where: string): unknown {
  return where.split(".").reduce<unknown>((value, key) => {
    if (Array.isArray(value))
      return value.find((entry: Record<string, unknown>) => naming.some((field) => entry[field] === key));
    return (value as Record<string, unknown>)[key];
  }, answer);
}

const naming = ["method", "id", "name", "variant"];

function expectShown(actual: unknown, shown: string): void {
  if (typeof actual !== "number") {
    expect(actual).toBe(shown);
    return;
  }
  const digits = shown.split(".")[1]?.length ?? 0;
  expect(Math.abs(actual - Number(shown))).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-12);
}

const hasData = existsSync(resolve(data, "hillstrom-email"));
if (!hasData) console.warn(`skipped: the examples of the guide, because there is no ${data} (set ATTUNE_DATA)`);

describe.skipIf(!hasData)("the examples of the guides", () => {
  it.each(examples)("$title", { timeout: 120_000 }, async ({ argv, rows }) => {
    const answer = await answerOf(argv);
    expect(rows.length).toBeGreaterThan(0);
    for (const [where, value] of rows) expectShown(at(answer, where), value);
  });

  it("are twelve", () => expect(examples).toHaveLength(12));
});
