import { describe, expect, it } from "vitest";
import { actorOf, deviceOf } from "./client-of.ts";

const chromeMac =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

describe("actorOf", () => {
  it.each([
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; +https://openai.com/gptbot)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11; moto g power) AppleWebKit/537.36 Chrome/119.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "curl/8.4.0",
  ])("knows %s for a bot", (userAgent) => {
    expect(actorOf({ userAgent })).toBe("bot");
  });

  it.each([
    chromeMac,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/100.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:120.0) Gecko/20100101 Firefox/120.0",
    "",
  ])("takes %s for a person", (userAgent) => {
    expect(actorOf({ userAgent })).toBe("person");
  });

  it("takes what a server sent for a person's, whatever its user agent and address", () => {
    const context = { userAgent: "Googlebot/2.1", ip: "10.1.2.3" };
    expect(actorOf(context, { fromServer: true, rules: [{ ip: "10.0.0.0/8" }] })).toBe("person");
    expect(actorOf({})).toBe("person");
  });

  it.each([
    ["10.1.2.3", "10.0.0.0/8", "internal"],
    ["11.1.2.3", "10.0.0.0/8", "person"],
    ["192.0.2.7", "192.0.2.7", "internal"],
    ["192.0.2.8", "192.0.2.7", "person"],
    ["203.0.113.200", "203.0.113.128/25", "internal"],
    ["203.0.113.100", "203.0.113.128/25", "person"],
    ["::ffff:10.1.2.3", "10.0.0.0/8", "internal"],
    ["2001:db8::1", "2001:db8::/32", "internal"],
    ["2001:db9::1", "2001:db8::/32", "person"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1", "internal"],
    ["fe80::1%eth0", "fe80::/10", "internal"],
    ["10.1.2.3", "2001:db8::/32", "person"],
    ["not an address", "0.0.0.0/0", "person"],
    ["10.1.2.3", "10.0.0.0/99", "person"],
  ])("an address %s under the rule %s is of a %s", (ip, rule, actor) => {
    expect(actorOf({ ip, userAgent: chromeMac }, { rules: [{ ip: rule }] })).toBe(actor);
  });

  it("follows rules on user id, e-mail domain and flag, for servers too", () => {
    const identifiers = [
      { namespace: "user_id", value: "qa-1" },
      { namespace: "email", value: "ada@shop.example" },
    ];
    expect(actorOf({}, { fromServer: true, identifiers, rules: [{ userId: "qa-1" }] })).toBe("internal");
    expect(actorOf({}, { identifiers, rules: [{ userId: "qa-2" }] })).toBe("person");
    expect(actorOf({}, { identifiers, rules: [{ emailDomain: "Shop.example" }] })).toBe("internal");
    expect(actorOf({}, { identifiers, rules: [{ emailDomain: "op.example" }] })).toBe("person");
    expect(actorOf({}, { properties: { staff: true }, rules: [{ flag: "staff" }] })).toBe("internal");
    expect(actorOf({ traits: { staff: true } }, { rules: [{ flag: "staff" }] })).toBe("internal");
    expect(actorOf({}, { traits: { staff: "yes" }, rules: [{ flag: "staff" }] })).toBe("person");
  });
});

describe("deviceOf", () => {
  it.each([
    [{ userAgent: chromeMac }, "desktop"],
    [{ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Mobile/15E148" }, "phone"],
    [{ userAgent: "Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) Mobile/15E148" }, "tablet"],
    [{ userAgent: "Mozilla/5.0 (Linux; Android 13; Pixel 7) Chrome/120.0 Mobile Safari/537.36" }, "phone"],
    [{ userAgent: "Mozilla/5.0 (Linux; Android 13; SM-X700) Chrome/120.0 Safari/537.36" }, "tablet"],
    [{ userAgent: "Mozilla/5.0 (PlayStation; PlayStation 5/6.00)" }, "other"],
    [{ device: { type: "ios", model: "iPhone7,2" } }, "phone"],
    [{ device: { type: "ios", model: "iPad13,4" } }, "tablet"],
    [{ device: { type: "desktop" } }, "desktop"],
    [{ screen: { width: 320, height: 568 } }, "phone"],
    [{}, undefined],
  ])("%j is a %s", (context, device) => {
    expect(deviceOf(context)).toBe(device);
  });
});
