import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import type { EffectStudy } from "@attune/model/effect-study";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { measureEffectCommand } from "./effect.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-effect-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

const run = (argv: string[]) => runInProcess(folder, measureEffectCommand, argv);

/** Effect 2; z confounds; `voucher` is the treatment itself under another name. */
function writeShop(): void {
  const rng = createRng(3);
  const lines = Array.from({ length: 400 }, () => {
    const z = rng.normal();
    const t = rng.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
    return [2 * t + z + rng.normal(), t, z, rng.uniform() < 0.5 ? "shop" : "app", t].join(";");
  });
  writeFileSync(join(folder, "shop.csv"), `y;t;z;channel;voucher\n${lines.join("\n")}\n`);
}

describe("attune measure effect", () => {
  it("prints one JSON study, and the same again for the same seed", async () => {
    writeShop();
    const argv = [
      "--design",
      "weighting",
      "--data",
      "shop.csv",
      "--outcome",
      "y",
      "--treatment",
      "t",
      "--covariates",
      "z,channel",
      "--json",
    ];
    const { out } = await run(argv);
    const study = JSON.parse(out) as EffectStudy;
    expect(study.schema).toBe("attune.measure.effect/1");
    const aipw = study.estimates.find((entry) => entry.method === "aipw")!;
    expect(Math.abs((aipw.estimate as number) - 2)).toBeLessThan(3 * (aipw.standardError as number));
    expect((study.diagnostics.balance as { covariate: string }[]).map((row) => row.covariate)).toEqual([
      "z",
      "channel=shop",
    ]);
    expect((await run(argv)).out).toBe(out);
  });

  it("writes a page and a text", async () => {
    writeShop();
    const { out } = await run([
      "--design",
      "matching",
      "--data",
      "shop.csv",
      "--outcome",
      "y",
      "--treatment",
      "t",
      "--covariates",
      "z",
      "--html",
      "study.html",
    ]);
    expect(out).toContain("matching, adjusted for bias");
    expect(readFileSync(join(folder, "study.html"), "utf8")).toContain("Evidence grade");
  });

  it("says why there is no answer, with exit code 1: voucher tells the groups apart", async () => {
    writeShop();
    const { out, err } = await run([
      "--design",
      "weighting",
      "--data",
      "shop.csv",
      "--outcome",
      "y",
      "--treatment",
      "t",
      "--covariates",
      "z,voucher",
      "--json",
    ]);
    expect(JSON.parse(out)).toMatchObject({ undetermined: { code: "perfect-separation" } });
    expect(err).toContain("voucher");
    expect(process.exitCode).toBe(1);
  });

  it("names a column that is not there", async () => {
    writeShop();
    await expect(
      run(["--design", "weighting", "--data", "shop.csv", "--outcome", "revenue", "--treatment", "t"]),
    ).rejects.toThrow("There is no column revenue");
  });
});
