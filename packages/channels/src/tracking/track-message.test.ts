import { describe, expect, it } from "vitest";
import { createTokens } from "./signed-token.ts";
import { isMachineReader, trackMessage } from "./track-message.ts";

const urls = {
  click: (target: string) => `https://shop.example/m/c/?to=${encodeURIComponent(target)}`,
  open: "https://shop.example/m/o/x",
};

describe("trackMessage", () => {
  it("leads links through the instance, leaves the way out as it is, and ends with a pixel", () => {
    const way = "https://shop.example/m/u/abc";
    const html = `<body><a class="b" href="https://s.example/?a=1&amp;b=2">x</a><a href="${way}">out</a><a href="mailto:a@b.example">m</a></body>`;
    expect(trackMessage(html, urls, way)).toBe(
      `<body><a class="b" href="https://shop.example/m/c/?to=https%3A%2F%2Fs.example%2F%3Fa%3D1%26b%3D2">x</a><a href="${way}">out</a><a href="mailto:a@b.example">m</a><img src="https://shop.example/m/o/x" width="1" height="1" alt=""></body>`,
    );
  });
});

describe("isMachineReader", () => {
  it.each([
    ["Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", true],
    // Apple's Mail Privacy Protection sends just this.
    ["Mozilla/5.0", true],
    ["", true],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
      false,
    ],
  ])("%j: %s", (userAgent, isMachine) => {
    expect(isMachineReader(userAgent)).toBe(isMachine);
  });
});

describe("createTokens", () => {
  it("reads what it made, for that purpose alone; another secret and a changed token are refused", () => {
    const tokens = createTokens("secret");
    const token = tokens.make("open", "delivery-1");
    expect(tokens.read("open", token)).toBe("delivery-1");
    expect(tokens.read("unsubscribe", token)).toBeNull();
    expect(createTokens("other").read("open", token)).toBeNull();
    for (const wrong of ["", ".", "abc", `x${token}`, token.slice(0, -1)])
      expect(tokens.read("open", wrong)).toBeNull();
  });
});
