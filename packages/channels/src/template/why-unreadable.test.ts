import { describe, expect, it } from "vitest";
import { compileTemplate } from "./compile-template.ts";

const email = (body: { html: string } | { mjml: string }) =>
  compileTemplate({ channel: "email", category: "news", subject: "Hello", body });
const nested = (levels: number, begin: string, inner: string, end: string) =>
  begin.repeat(levels) + inner + end.repeat(levels);

describe("a template that would go deeper than the stack", () => {
  it.each([
    ["brackets", { html: `{{ ${nested(5_000, "(", "1", ")")} }}` }, /brackets deeper than 100/],
    ["look-ups", { html: `{{ person${nested(5_000, "[person", "", "]")} }}` }, /brackets deeper than 100/],
    ["Liquid blocks", { html: nested(3_000, "{% if person %}", "x", "{% endif %}") }, /Liquid blocks deeper than 100/],
    [
      "MJML",
      { mjml: `<mjml><mj-body>${nested(5_000, "<mj-section>", "", "</mj-section>")}</mj-body></mjml>` },
      /MJML elements deeper than 100/,
    ],
  ])("of %s is refused before it is parsed", async (_, body, why) => {
    await expect(email(body)).rejects.toThrow(why);
  });

  it("one with many tags, none of them deep, is made ready", async () => {
    const row = '{% if person %}{{ person | default: "x" }}{% endif %}<br>';
    const { render } = await email({ html: row.repeat(500) });
    expect(render({ person: "Ada" })).toMatchObject({ text: expect.stringMatching(/Ada/) });
    const sections = "<mj-section><mj-column><mj-text>Hi</mj-text><mj-divider /></mj-column></mj-section>".repeat(60);
    await expect(email({ mjml: `<mjml><mj-body>${sections}</mj-body></mjml>` })).resolves.toBeDefined();
  });
});
