import { GrowthBook } from "@growthbook/growthbook";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { type Client, OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements:
  new-checkout: { default: { content: { value: false } } }
  headline: { default: { content: { value: Hello } } }
  hero: {}
tactics:
  checkout:
    placement: new-checkout
    holdout: 0
    variants: { old: { content: { value: false } }, new: { content: { value: true } } }
  french:
    placement: headline
    holdout: 0
    when: { context: country, is: FR }
    content: { value: Bonjour }
  banner:
    placement: hero
    holdout: 0
    content: { title: Sale, columns: 3 }
experiments:
  checkout-test: { tactic: checkout, control: old }
`;

let app: MemoryApp;
let url: string;
beforeAll(async () => {
  app = await openMemoryApp({ configuration });
  url = await app.server.listen({ host: "127.0.0.1", port: 0 });
  await app.server.inject({
    method: "POST",
    url: "/v1/experiments/checkout-test/start",
    headers: basic(secretKey),
    payload: {},
  });
});
afterAll(() => app.close());

async function decided(anonymousId: string) {
  const { placements } = await app.engine.decide({ anonymousId, placements: ["new-checkout"] });
  return placements["new-checkout"]!;
}

describe("OpenFeature's server SDK with its OFREP provider", () => {
  let flags: Client;
  beforeAll(async () => {
    const headers: [string, string][] = [["Authorization", `Bearer ${writeKey}`]];
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headers }));
    flags = OpenFeature.getClient();
  });
  afterAll(() => OpenFeature.close());

  it("reads a flag of an experiment: the same variant as /v1/decide gives", async () => {
    const seen = new Set<boolean>();
    for (let i = 0; i < 20; i++) {
      const targetingKey = `open-${i}`;
      const details = await flags.getBooleanDetails("new-checkout", false, { targetingKey });
      const { variantId } = await decided(targetingKey);
      expect(details).toMatchObject({ reason: "SPLIT", variant: variantId, value: variantId === "new" });
      seen.add(details.value);
    }
    expect(seen.size).toBe(2);
  });

  it("reads texts by the context, objects, and its own default where there is no such flag", async () => {
    expect(await flags.getStringValue("headline", "?", { targetingKey: "a", country: "FR" })).toBe("Bonjour");
    expect(await flags.getStringDetails("headline", "?", { targetingKey: "a", country: "DE" })).toMatchObject({
      value: "Hello",
      reason: "DEFAULT",
    });
    expect(await flags.getObjectValue("hero", {}, { targetingKey: "a" })).toEqual({ title: "Sale", columns: 3 });
    expect(await flags.getStringDetails("nothing", "own", { targetingKey: "a" })).toMatchObject({
      value: "own",
      errorCode: "FLAG_NOT_FOUND",
    });
    expect(await flags.getStringDetails("headline", "own", {})).toMatchObject({
      value: "own",
      errorCode: "TARGETING_KEY_MISSING",
    });
    expect(await flags.getBooleanDetails("headline", true, { targetingKey: "a" })).toMatchObject({
      value: true,
      errorCode: "TYPE_MISMATCH",
    });
  });

  it("leaves the exposure in the person's profile", async () => {
    await flags.getBooleanValue("new-checkout", false, { targetingKey: "exposed" });
    const find = () => app.engine.findProfile({ namespace: "anonymous_id", value: "exposed" });
    await expect.poll(async () => (await find())?.assignments?.["checkout-test"]?.experimentId).toBe("checkout-test");
  });
});

describe("GrowthBook's client with remoteEval", () => {
  async function open(id: string, track: (key: string, variation: string) => void = () => {}): Promise<GrowthBook> {
    const growthbook = new GrowthBook({
      apiHost: url,
      clientKey: writeKey,
      remoteEval: true,
      attributes: { id, country: "FR" },
      trackingCallback: (experiment, result) => track(experiment.key, result.key),
    });
    const { success } = await growthbook.init({ skipCache: true });
    expect(success).toBe(true);
    return growthbook;
  }

  it("reads the same variant as /v1/decide gives, and tracks the exposure", async () => {
    const seen = new Set<boolean>();
    for (let i = 0; i < 20; i++) {
      const tracked: string[] = [];
      const growthbook = await open(`open-${i}`, (key, variation) => tracked.push(`${key}: ${variation}`));
      const { variantId } = await decided(`open-${i}`);
      expect(growthbook.isOn("new-checkout")).toBe(variantId === "new");
      expect(tracked).toEqual([`checkout-test: ${variantId}`]);
      seen.add(growthbook.isOn("new-checkout"));
      growthbook.destroy();
    }
    expect(seen.size).toBe(2);
  });

  it("reads texts by its attributes, objects, and its own fallback where there is no such feature", async () => {
    const growthbook = await open("b");
    expect(growthbook.getFeatureValue("headline", "?")).toBe("Bonjour");
    expect(growthbook.getFeatureValue("hero", {})).toEqual({ title: "Sale", columns: 3 });
    expect(growthbook.getFeatureValue("nothing", "own")).toBe("own");
    growthbook.destroy();
  });

  it("without remoteEval gets what holds for nobody in particular", async () => {
    const growthbook = new GrowthBook({ apiHost: url, clientKey: writeKey, attributes: { id: "c", country: "FR" } });
    await growthbook.init({ skipCache: true });
    expect(growthbook.getFeatureValue("headline", "?")).toBe("Hello");
    growthbook.destroy();
  });

  it("is refused with a key that is not known", async () => {
    const response = await fetch(`${url}/api/features/wrong`);
    expect(response.status).toBe(401);
  });
});

it("a targeting key that is a known user's id means that user", async () => {
  await app.server.inject({
    method: "POST",
    url: "/v1/identify",
    headers: basic(writeKey),
    payload: { userId: "ada", messageId: "m" },
  });
  const ada = await app.engine.findProfile({ namespace: "user_id", value: "ada" });
  await app.server.inject({
    method: "POST",
    url: "/ofrep/v1/evaluate/flags",
    headers: basic(writeKey),
    payload: { context: { targetingKey: "ada" } },
  });
  const find = () => app.engine.findProfile({ namespace: "profile_id", value: ada!.profileId });
  await expect.poll(async () => (await find())?.assignments?.["checkout-test"]?.experimentId).toBe("checkout-test");
});
