import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoShop } from "@attune/shop/demo-shop";
import { expect, it } from "vitest";
import { prepareDemo } from "./prepare-demo.ts";

it("a history that was cut off is begun anew; one that is there, and the playbook beside it, are left alone", {
  timeout: 60_000,
}, async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "attune-demo-"));
  const whole = demoShop({ seed: "demo", endAt: Date.UTC(2026, 5, 1), kindId: "shop" });
  const shop = { ...whole, days: 1, shoppers: whole.shoppers.slice(0, 800) };
  const parts = { dataDirectory, shop, observe: { collected() {}, trouble() {} }, onBegin() {}, onProgress() {} };
  try {
    const cut = prepareDemo({
      ...parts,
      onProgress() {
        throw new Error("cut off");
      },
    });
    await expect(cut).rejects.toThrow("cut off");
    const events = await prepareDemo(parts);
    expect(events).toBeGreaterThan(10);
    const file = join(dataDirectory, "attune.yaml");
    const theirs = `${await readFile(file, "utf8")}# mine\n`;
    await writeFile(file, theirs);
    expect(await prepareDemo(parts)).toBeNull();
    expect(await readFile(file, "utf8")).toBe(theirs);
  } finally {
    await rm(dataDirectory, { recursive: true });
  }
});
