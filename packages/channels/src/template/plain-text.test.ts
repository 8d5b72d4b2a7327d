import { describe, expect, it } from "vitest";
import { plainTextOf } from "./plain-text.ts";

describe("plainTextOf()", () => {
  it.each([
    [
      "links after their words",
      '<p>See <a href="https://x.example/a?b=1&amp;c=2">the <b>shop</b></a>.</p>',
      "See the shop (https://x.example/a?b=1&c=2).",
    ],
    ["a link that says itself once", '<a href="https://x.example">https://x.example</a>', "https://x.example"],
    ["a picture's link by its address", '<a href="https://x.example"><img src="y"></a>', "https://x.example"],
    [
      "lists and lines",
      "<ul><li>One</li><li>Two</li></ul><div>Three</div>Four<br>Five",
      "- One\n\n- Two\nThree\nFour\nFive",
    ],
    [
      "no styles, heads, comments or hidden preheaders",
      '<head><title>T</title></head><STYLE>p{}</STYLE><!-- a > b --><div style="display:none;max-height:0">Pre</div>Body',
      "Body",
    ],
    ["entities", "Tea &amp; cake &lt;3&nbsp;&#39;now&#39; &unknown;", "Tea & cake <3 'now' &unknown;"],
    ["what is no tag", "1 < 2", "1 < 2"],
    ["words of a link that never ends", 'a <a href="x">b', "a b"],
  ])("gives %s", (_, html, text) => {
    expect(plainTextOf(html)).toBe(text);
  });

  it.each(['<a href="x">', "<a ", "<style>", "<!--", '<div style="display:none', "<", "</a>", "<li>", "&a", " \n"])(
    "of a text of nothing but %s is made in no time",
    (piece) => {
      const html = piece.repeat(Math.ceil(200_000 / piece.length));
      const from = performance.now();
      plainTextOf(html);
      expect(performance.now() - from).toBeLessThan(1_000);
    },
  );
});
