import { expect, test } from "vitest";
import { createAttempts } from "./attempts.ts";

const limits = { perAccount: 100, perAddress: 2, windowMs: 60_000 };
const isStopped = (act: () => void) => {
  try {
    act();
    return false;
  } catch (error) {
    return (error as { code: string }).code === "too-many-requests";
  }
};

test("begin(account, address) counts a whole /64 of IPv6 as one address, and each of IPv4 by itself", () => {
  const attempts = createAttempts(() => 0, limits);
  for (const address of ["2001:db8:1:2::1", "2001:db8:1:2:aaaa::9"]) attempts.begin("a", address);
  expect(isStopped(() => attempts.begin("a", "2001:db8:1:2:ffff:ffff:ffff:ffff"))).toBe(true);
  expect(isStopped(() => attempts.begin("a", "2001:db8:1:3::1"))).toBe(false);
  for (const address of ["192.0.2.1", "192.0.2.1"]) attempts.begin("a", address);
  expect(isStopped(() => attempts.begin("a", "192.0.2.1"))).toBe(true);
  expect(isStopped(() => attempts.begin("a", "192.0.2.2"))).toBe(false);
});

test("beyond so many names the one seen first is forgotten, so that memory is bounded", () => {
  const attempts = createAttempts(() => 0, { perAccount: 1, perAddress: 1_000_000, windowMs: 60_000 });
  attempts.begin("first", "192.0.2.1");
  for (let i = 0; i < 10_000; i++) attempts.begin(`somebody-${i}`, "192.0.2.1");
  expect(isStopped(() => attempts.begin("first", "192.0.2.1"))).toBe(true);
  for (let i = 0; i < 10_000; i++) attempts.begin(`another-${i}`, "192.0.2.1");
  expect(isStopped(() => attempts.begin("first", "192.0.2.1"))).toBe(false);
});
