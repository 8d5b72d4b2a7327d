import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { composeMail, type MailFields } from "./compose-mail.ts";
import { quotedPrintable } from "./quoted-printable.ts";

const fields: MailFields = {
  id: "d-1",
  from: { name: "The shop", address: "hello@shop.example" },
  to: "ada@example.com",
  subject: "Hello",
  text: "Hello",
  html: "<p>Hello</p>",
  headers: {},
  at: Date.UTC(2026, 2, 2, 9),
};
const read = (changes: Partial<MailFields>) => PostalMime.parse(composeMail({ ...fields, ...changes }));

describe("composeMail", () => {
  it("writes what another reader reads: names, dates, umlauts, emoji, long subjects", async () => {
    const subject = `Grüße aus München 🎉, ${"und noch ein langes Wort ".repeat(6)}`.trim();
    const mail = await read({ subject, from: { name: "Käthe & Söhne, GmbH", address: "post@bücher.example" } });
    expect(mail).toMatchObject({ subject, date: "2026-03-02T09:00:00.000Z", messageId: "<d-1@bücher.example>" });
    expect(mail.from).toEqual({ name: "Käthe & Söhne, GmbH", address: "post@xn--bcher-kva.example" });
  });

  it("keeps every line within what RFC 5322 allows, and the name of a sender with a comma in quotes", async () => {
    const headers = { "List-Unsubscribe": `<https://shop.example/m/u/${"a".repeat(300)}>` };
    const raw = composeMail({ ...fields, headers, html: `<p>${"=ü".repeat(2_000)}</p>`, text: "x".repeat(5_000) });
    for (const line of raw.split("\r\n")) expect(line.length).toBeLessThan(998);
    expect(raw).not.toMatch(/[^\r]\n/);
    expect((await read({ from: { name: "Shop, The", address: "a@b.example" } })).from?.name).toBe("Shop, The");
  });

  it("gives back any two parts as they were, whatever they hold", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 300 }).map((value) => value.replace(/\r\n?/g, "\n"));
    await fc.assert(
      fc.asyncProperty(text, text, async (plain, html) => {
        const mail = await read({ text: `${plain}.`, html: `${html}.` });
        expect([mail.text, mail.html]).toEqual([`${plain}.\n`, `${html}.\n`]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("quotedPrintable", () => {
  it("breaks long lines softly and never within a byte, hides blanks at the end of a line (RFC 2045, 6.7)", () => {
    expect(quotedPrintable("a = b \nü\t")).toBe("a =3D b=20\r\n=C3=BC=09");
    for (let lead = 60; lead < 80; lead++) {
      const lines = quotedPrintable(`${"x".repeat(lead)}${"ü".repeat(30)}`).split("\r\n");
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(76);
      for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(x|=[0-9A-F]{2})*=$/);
    }
  });
});
