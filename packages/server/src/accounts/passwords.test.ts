import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import { createPasswords, presentWork } from "./passwords.ts";

const little = { cost: 16, blockSize: 1, parallelism: 1 };

test("hash(password) is scrypt of RFC 7914 with the work and salt that stand in it", async () => {
  const passwords = createPasswords({ cost: 1024, blockSize: 8, parallelism: 16 });
  const [name, cost, blockSize, parallelism, salt, hash] = (await passwords.hash("pässword of Ada")).split("$");
  expect([name, cost, blockSize, parallelism]).toEqual(["scrypt", "1024", "8", "16"]);
  const expected = scryptSync("pässword of Ada".normalize("NFKC"), Buffer.from(salt!, "base64url"), 32, {
    N: 1024,
    r: 8,
    p: 16,
  });
  expect(hash).toBe(expected.toString("base64url"));
});

test("RFC 7914, section 12: the vector of `password` and `NaCl` is known", async () => {
  const expected =
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
  const stored = ["scrypt", 1024, 8, 16, Buffer.from("NaCl").toString("base64url")].join("$");
  // 32 of the vector's 64 bytes: PBKDF2's first block does not depend on how many are asked for.
  const hash = Buffer.from(expected, "hex").subarray(0, 32).toString("base64url");
  expect(await createPasswords(little).verify("password", `${stored}$${hash}`)).toBe(true);
  expect(await createPasswords(little).verify("passwore", `${stored}$${hash}`)).toBe(false);
});

test("two hashes of one password differ, and each verifies; composed and decomposed letters are one", async () => {
  const passwords = createPasswords(little);
  const [first, second] = await Promise.all([passwords.hash("café au lait"), passwords.hash("café au lait")]);
  expect(first).not.toBe(second);
  expect(await passwords.verify("cafe\u0301 au lait", first!)).toBe(true);
  expect(await passwords.verify("cafe au lait", first!)).toBe(false);
});

test("nobody's password is never right, and costs the same work: its hash is asked for all the same", async () => {
  const passwords = createPasswords(little);
  expect(await passwords.verify("anything", null)).toBe(false);
  const cpu = async (stored: string | null) => {
    const heavy = createPasswords({ cost: 2 ** 13, blockSize: 8, parallelism: 1 });
    const began = process.cpuUsage();
    for (let i = 0; i < 3; i++) await heavy.verify("anything", stored);
    return process.cpuUsage(began).user;
  };
  const known = await createPasswords({ cost: 2 ** 13, blockSize: 8, parallelism: 1 }).hash("another");
  const [ofNobody, ofSomebody] = [await cpu(null), await cpu(known)];
  // Without the work it would be a hundredth.
  expect(ofNobody).toBeGreaterThan(ofSomebody / 5);
});

test("a hash of less work than today's is outdated", async () => {
  const old = await createPasswords(little).hash("a long enough phrase");
  expect(createPasswords(little).isOutdated(old)).toBe(false);
  expect(createPasswords(presentWork).isOutdated(old)).toBe(true);
});

test("more than a kilobyte is refused before any work; too many at once are told to come again", async () => {
  const passwords = createPasswords({ cost: 2 ** 10, blockSize: 8, parallelism: 1 });
  const began = process.cpuUsage();
  expect(await passwords.verify("x".repeat(100_000), null)).toBe(false);
  expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify("x", null)));
  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(9);
  expect(refused[0]).toMatchObject({ reason: { code: "overloaded" } });
  expect(await passwords.verify("x", null)).toBe(false);
});
