import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const configuration = `
metrics:
  saved: { name: saved things, event: Content Saved }
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
});
afterEach(() => app.close());

const preview = (payload: object) =>
  app.server.inject({ method: "POST", url: "/v1/messages/preview", headers: basic(secretKey), payload });

const push = { channel: "web-push", title: "{{ person.first_name }}, your cart waits", text: "It is still there." };

test("a template that runs nowhere is made for somebody made up", async () => {
  const response = await preview({ message: push, person: { first_name: "Ada" } });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    message: { channel: "web-push", title: "Ada, your cart waits", text: "It is still there." },
  });
});

test("an e-mail comes as a page and as text, its MJML read and its texts escaped", async () => {
  const mjml =
    '<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ person.name }}</mj-text><mj-text><a href="{{ unsubscribeUrl }}">no more</a></mj-text></mj-column></mj-section></mj-body></mjml>';
  const { message } = (
    await preview({ message: { channel: "email", subject: "Hi", mjml }, person: { name: "<b>Ada" } })
  ).json();
  expect(message.html).toContain("Hello &lt;b&gt;Ada");
  expect(message.text).toContain("Hello <b>Ada");
});

test("a template that cannot be used is refused with the place of the fault", async () => {
  const response = await preview({ message: { ...push, title: "{{ persn.name }}" } });
  expect(response.statusCode).toBe(400);
  expect(response.json().error.message).toContain("persn");
});

test("metrics are those that are built in and one's own", async () => {
  const response = await app.server.inject({ method: "GET", url: "/v1/metrics", headers: basic(secretKey) });
  const { metrics } = response.json();
  expect(metrics).toContainEqual(expect.objectContaining({ metricId: "conversion-rate", unit: "share", isOwn: false }));
  expect(metrics).toContainEqual(expect.objectContaining({ metricId: "saved", isOwn: true }));
});
