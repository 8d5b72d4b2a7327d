import type { MessageTemplate } from "@attune/model/message";
import { describe, expect, it } from "vitest";
import { compileTemplate } from "./compile-template.ts";

const email = (
  body: { mjml?: string; html?: string; text?: string },
  subject = "Hi {{ person.name }}",
): MessageTemplate => ({
  channel: "email",
  category: "marketing",
  subject,
  body,
});
const mjml = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;

async function rendered(template: MessageTemplate, values: Record<string, unknown>) {
  return (await compileTemplate(template)).render(values as never);
}
async function problem(template: MessageTemplate): Promise<string> {
  const failure = await compileTemplate(template).then(
    () => null,
    (error: Error & { path: string }) => `${error.path}: ${error.message}`,
  );
  return failure ?? "none";
}

describe("compileTemplate", () => {
  it("MJML, Liquid and the plain text part made from it", async () => {
    const loop = "<mj-raw>{% for item in items %}</mj-raw><mj-text>{{ item }}</mj-text><mj-raw>{% endfor %}</mj-raw>";
    const link = '<mj-text>Dear {{ person.name }}, <a href="{{ url }}">look again</a></mj-text>';
    const values = { person: { name: "Ada" }, url: "https://s.example/?a=1&b=2", items: ["Boots", "Shoes"] };
    const message = await rendered(email({ mjml: mjml(link + loop) }), values);
    if (message.channel !== "email") throw new Error("no e-mail");
    expect(message.subject).toBe("Hi Ada");
    expect(message.html).toContain('href="https://s.example/?a=1&amp;b=2"');
    expect(message.text).toBe("Dear Ada, look again (https://s.example/?a=1&b=2)\n\nBoots\n\nShoes");
  });

  it("a mail of MJML fetches nothing that its template does not name", async () => {
    const message = await rendered(email({ mjml: mjml("<mj-text>Dear {{ person.name }}</mj-text>") }), {
      person: { name: "Ada" },
    });
    if (message.channel !== "email") throw new Error("no e-mail");
    expect(message.html).not.toMatch(/<link|@import|<img|url\(/);
  });

  it("values are written into HTML as text, whatever they hold", async () => {
    const message = await rendered(email({ html: "<p>{{ person.name }}</p>" }), {
      person: { name: "<script>x</script>" },
    });
    expect(message).toMatchObject({ html: "<p>&lt;script&gt;x&lt;/script&gt;</p>", subject: "Hi <script>x</script>" });
  });

  it("names what it reads", async () => {
    const { variables } = await compileTemplate(
      email({ html: "{% if offer %}{{ offer.code }}{% endif %}{{ basket.url }}" }),
    );
    expect(variables).toEqual(["basket", "offer", "person"]);
  });

  it("a missing value is an error of this one message, not an empty word; a default or a condition makes do without", async () => {
    const strict = await compileTemplate(email({ html: "<p>x</p>" }));
    expect(() => strict.render({ person: {} })).toThrow(/person\.name|undefined variable/);
    const lenient = await compileTemplate(
      email({ html: "{{ city | default: 'here' }}{% if offer %}!{% endif %}" }, "Hi"),
    );
    expect(lenient.render({})).toMatchObject({ html: "here" });
  });

  it.each([
    ["a tag that is not closed", email({ html: "{% if a %}" }), /^body\.html: .*not closed/],
    ["an unknown filter", email({ html: "{{ a | shout }}" }), /^body\.html: .*shout/],
    [
      "MJML that is none",
      email({ mjml: "<mjml><mj-body><mj-nothing/></mj-body></mjml>" }),
      /^body\.mjml: .*mj-nothing/,
    ],
    ["MJML that reads a file", email({ mjml: mjml('<mj-include path="/etc/passwd" />') }), /^body\.mjml: .*mj-include/],
    [
      "Liquid where MJML drops it",
      email({ mjml: mjml("{% for i in items %}<mj-text>x</mj-text>{% endfor %}") }),
      /mj-raw/,
    ],
    ["Liquid that reads a file", email({ html: "{% include '/etc/passwd' %}" }), /^body\.html: /],
    ["no body", email({}), /^body: needs/],
  ])("refuses %s, and names the field", async (_name, template, expected) => {
    expect(await problem(template)).toMatch(expected);
  });

  it("what a template can do is bounded: no prototypes, no endless loops", async () => {
    const probe = await compileTemplate(email({ html: "{{ person.constructor }}" }, "x"));
    expect(() => probe.render({ person: {} })).toThrow();
    const endless = await compileTemplate(email({ html: "{% for i in (1..100000000) %}x{% endfor %}" }, "x"));
    expect(() => endless.render({})).toThrow(/limit/);
  });

  it("a webhook's payload is JSON, with Liquid in its texts alone", async () => {
    const payload = { to: "{{ person.phone }}", parts: [1, "{{ person.name }}", null] };
    const message = await rendered(
      { channel: "webhook", category: "marketing", payload },
      { person: { phone: '+4"9', name: "A" } },
    );
    expect(message).toEqual({ channel: "webhook", payload: { to: '+4"9', parts: [1, "A", null] } });
  });
});
