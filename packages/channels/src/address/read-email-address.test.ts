import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-addresses.ts";
import { readEmailAddress } from "./read-email-address.ts";

describe("readEmailAddress", () => {
  it.each(["ada@example.com", "a.b+c@sub.example.co.uk", "o'neil@example.com", "käthe@bücher.example"])(
    "takes %s",
    (address) => {
      expect(readEmailAddress(` ${address} `)).toBe(address);
    },
  );

  it.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "a..b@example.com",
    ".a@example.com",
    "ada@-x.example",
    "ada@exa mple.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "Ada <ada@example.com>",
    "ada@example.com, eve@example.com",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(250)}.com`,
  ])("refuses %j", (address) => {
    expect(readEmailAddress(address)).toBeNull();
  });
});

describe("isPublicAddress", () => {
  it.each([
    ["93.184.216.34", true],
    ["2606:2800:220:1:248:1893:25c8:1946", true],
    ["10.1.2.3", false],
    ["172.31.0.1", false],
    ["172.32.0.1", true],
    ["192.168.0.1", false],
    ["169.254.169.254", false],
    ["100.64.0.1", false],
    ["0.0.0.0", false],
    ["::1", false],
    ["fd00::1", false],
    ["fe80::1", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:7f00:1", false],
    ["::7f00:1", false],
    ["::127.0.0.1", false],
    ["::ffff:0:7f00:1", false],
    ["fec0::1", false],
    ["3fff::1", false],
    ["not an address", false],
  ])("%s: %s", (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});
