import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAccountBook } from "./account-book.ts";
import { createAccounts } from "./accounts.ts";
import { definitionShelf, fileShelf } from "./book-shelves.ts";
import { createPasswords } from "./passwords.ts";

const keys = { writeKey: "wk_first", secretKey: "sk_first" };
const passwords = createPasswords({ cost: 2, blockSize: 1, parallelism: 1 });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-accounts-"));
});
afterEach(() => rm(folder, { recursive: true }));

const shelves = {
  file: () => fileShelf(join(folder, "accounts.json")),
  documents: () => definitionShelf(definitions),
};
const { definitions } = openMemoryStores();

test.each(["file", "documents"] as const)(
  "accounts, sessions, links and keys outlive the process, kept in %s",
  async (kind) => {
    const shelf = shelves[kind]();
    const open = async () =>
      createAccounts({ store: await openAccountBook(shelf), keys, passwords, clock: () => 1_000, onTrouble: () => {} });
    const before = await open();
    const link = (await before.firstAdminLink())!;
    const { token } = await before.useLink(link, { email: "ada@x.example", password: "a phrase of hers" });
    const invited = await before.invite({ email: "ben@x.example", name: "Ben", role: "viewer", by: "ada" });
    const { key } = await before.keys.make({ name: "Nightly", kind: "secret", scopes: ["read"], by: "ada" });

    const after = await open();
    expect(after.sessions.find(token)?.account).toMatchObject({ email: "ada@x.example", role: "admin" });
    expect(after.lookAtLink(invited.token)).toMatchObject({ kind: "invitation", email: "ben@x.example" });
    expect(after.keys.recognize(key)).toMatchObject({ name: "Nightly", scopes: ["read"] });
  },
);

test("the file is the owner's alone, and nothing in it lets anybody in", async () => {
  const path = join(folder, "accounts.json");
  const store = await openAccountBook(fileShelf(path));
  const accounts = createAccounts({ store, keys, passwords, clock: () => 1_000, onTrouble: () => {} });
  const link = (await accounts.firstAdminLink())!;
  const { token } = await accounts.useLink(link, { email: "ada@x.example", password: "a phrase of hers" });
  const { key } = await accounts.keys.make({ name: "Nightly", kind: "secret", scopes: ["read"], by: "ada" });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const text = await readFile(path, "utf8");
  for (const secret of [link, token, key, "a phrase of hers", "sk_first"]) expect(text).not.toContain(secret);
});

test("what cannot be written down does not hold", async () => {
  let isFull = false;
  const store = await openAccountBook({
    read: async () => null,
    async write() {
      if (isFull) throw new Error("no space");
    },
  });
  const accounts = createAccounts({ store, keys, passwords, clock: () => 1_000, onTrouble: () => {} });
  isFull = true;
  await expect(accounts.invite({ email: "a@x.example", name: "", role: "admin", by: "" })).rejects.toThrow("no space");
  expect(accounts.list()).toEqual([]);
  isFull = false;
  await accounts.invite({ email: "a@x.example", name: "", role: "admin", by: "" });
  expect(accounts.list()).toHaveLength(1);
});

test("a file of a schema that this release does not know is not overwritten", async () => {
  const path = join(folder, "accounts.json");
  await writeFile(path, '{"schema":"attune.accounts/9"}');
  await expect(openAccountBook(fileShelf(path))).rejects.toThrow("attune.accounts/9");
});
