import { afterEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const tactic = { placement: "hero", holdout: 0.1, variants: { plain: {}, bold: {} } };
const file = {
  placements: { hero: {} },
  tactics: { banner: tactic },
  experiments: { x: { tactic: "banner", control: "plain" } },
};

let app: MemoryApp;
afterEach(() => app.close());

async function findings(next: object, running: object = file): Promise<string[]> {
  app = await openMemoryApp({ configuration: stringify(running) });
  const ask = (url: string, payload: object) =>
    app.server.inject({ method: "POST", url, headers: basic(secretKey), payload });
  await ask("/v1/experiments/x/start", {});
  const answer = (await ask("/v1/playbook/check", { file: stringify(next) })).json() as {
    findings: { severity: string; code: string; path: string }[];
  };
  return answer.findings
    .filter(({ code }) => code.includes("experiment") || code === "variant-changes")
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

it("a playbook that leaves a running experiment as it is breaks nothing", async () => {
  expect(await findings(file)).toEqual([]);
});

it("a playbook without the tactic of a running experiment is refused", async () => {
  expect(await findings({ placements: file.placements })).toEqual(["error breaks-experiment tactics.banner"]);
});

it("a playbook without a variant that people are given is refused", async () => {
  const tactics = { banner: { ...tactic, variants: { plain: {}, other: {} } } };
  const experiments = { x: { tactic: "banner", control: "plain", variants: { plain: 0.5, other: 0.5 } } };
  expect(await findings({ ...file, tactics, experiments })).toEqual([
    "error breaks-experiment tactics.banner.variants.bold",
    "warning experiment-runs experiments.x",
  ]);
});

it("a playbook that declares it otherwise, or no more, is told what counts", async () => {
  expect(await findings({ placements: file.placements, tactics: file.tactics })).toEqual([
    "warning experiment-runs experiments.x",
  ]);
});

it("a variant that would show something else from now on is told of, the others are not", async () => {
  const tactics = { banner: { ...tactic, variants: { plain: {}, bold: { content: { headline: "New" } } } } };
  expect(await findings({ ...file, tactics })).toEqual(["warning variant-changes tactics.banner.variants.bold"]);
});

it("what people pay is not changed while its experiment runs: not the change, the floor, nor what it holds for", async () => {
  const price = { where: { category: "Tea" }, marginFloor: 0.2, changes: { plain: 0, bold: "-5 %" } };
  const priced = (of: object) => ({ ...file, tactics: { banner: { placement: "hero", price: { ...price, ...of } } } });
  expect(await findings(priced({}), priced({}))).toEqual([]);
  for (const other of [
    { changes: { plain: 0, bold: "-20 %" } },
    { marginFloor: 0 },
    { where: { category: ["Tea", "Coffee"] } },
  ]) {
    await app.close();
    expect(await findings(priced(other), priced({}))).toEqual(["error breaks-experiment tactics.banner.price"]);
  }
});

it("a second experiment on a tactic is refused until the first is over", async () => {
  const next = { ...file, experiments: { ...file.experiments, y: { tactic: "banner", control: "bold" } } };
  expect(await findings(next)).toEqual(["error two-experiments experiments.y.tactic"]);
  const ask = (url: string, payload: object) =>
    app.server.inject({ method: "POST", url, headers: basic(secretKey), payload });
  await ask("/v1/experiments/x/stop", { reason: "enough" });
  expect((await ask("/v1/playbook/check", { file: stringify(next) })).json()).toMatchObject({ ok: true });
});
