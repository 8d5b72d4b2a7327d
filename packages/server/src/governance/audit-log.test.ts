import { openMemoryStores } from "@attune/store/memory/stores";
import { expect, it } from "vitest";
import { appendAudit, listAudit, verifyAudit } from "./audit-log.ts";

const entry = { at: 1_000, by: "ada", action: "POST /v1/playbook/apply", target: "", status: 200, bodyDigest: null };

async function written(count: number) {
  const { definitions } = openMemoryStores();
  await Promise.all(Array.from({ length: count }, (_, i) => appendAudit(definitions, { ...entry, at: i })));
  return definitions;
}

it("an empty chain is whole, and so is one that many wrote at once", async () => {
  expect(await verifyAudit(await written(0))).toEqual({ entries: 0, intact: true, head: null, broken: null });
  const definitions = await written(25);
  const newest = (await listAudit(definitions, null, 3)).map(({ sequence }) => sequence);
  expect(newest).toEqual([25, 24, 23]);
  const [last] = await listAudit(definitions, null, 1);
  expect(await verifyAudit(definitions)).toEqual({ entries: 25, intact: true, head: last!.hash, broken: null });
});

it("finds a record that was changed, one that was taken out, and an end that was cut off", async () => {
  const changed = await written(5);
  const third = (await listAudit(changed, 4, 1))[0]!;
  await changed.put("audit", [["000000000003", { ...third, by: "eve" }]]);
  expect((await verifyAudit(changed)).broken).toEqual({ sequence: 3, reason: "it was changed after it was written" });

  const without = await written(5);
  await without.delete("audit", ["000000000003"]);
  expect((await verifyAudit(without)).broken).toEqual({ sequence: 3, reason: "number 3 is missing" });

  const cut = await written(5);
  await cut.delete("audit", ["000000000005"]);
  expect((await verifyAudit(cut)).broken).toMatchObject({ sequence: 5, reason: "5 records were written, 4 are there" });
});
