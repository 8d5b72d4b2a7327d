import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectEvent } from "./collect-event.ts";
import type { CollectSettings, Envelope } from "./envelope.ts";
import { parseBody } from "./parse-body.ts";
import { quoteBigIntegers } from "./quote-big-integers.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseBody(bytesOf(text));

const envelope: Envelope = {
  receivedAt: 0,
  source: "http",
  channel: "server",
  newMessageId: () => "m",
  maxEventBytes: 32_768,
};
const settings: CollectSettings = {
  business: {
    name: "Shop",
    timeZone: "UTC",
    currency: null,
    ratesMicros: {},
    revenue: { includeTax: false, includeShipping: false },
    internalTraffic: [],
  },
  reportingCurrency: null,
};

function codeOf(raw: unknown): string {
  const outcome = collectEvent(raw, envelope, settings);
  return outcome.kind === "keep" ? "keep" : outcome.code;
}

describe("parseBody", () => {
  it("splits a batch and hands on what is said of all of it", () => {
    const body = parse(
      '{"batch":[{"type":"track"},{"type":"page"}],"sentAt":"2026-01-01T00:00:00Z","writeKey":"k","context":{"ip":"1.2.3.4"}}',
    );
    expect(body).toEqual({
      raws: [{ type: "track" }, { type: "page" }],
      sentAt: "2026-01-01T00:00:00Z",
      writeKey: "k",
      context: { ip: "1.2.3.4" },
    });
  });

  it("takes one event and a list of events", () => {
    expect(parse('{"type":"track","writeKey":"k"}')).toEqual({
      raws: [{ type: "track", writeKey: "k" }],
      writeKey: "k",
    });
    expect(parse('[{"type":"track"},5]').raws).toEqual([{ type: "track" }, 5]);
    expect(parse('{"batch":[]}').raws).toEqual([]);
    expect(parse('\ufeff{"type":"track"}').raws).toEqual([{ type: "track" }]);
  });

  it("tells malformed JSON from invalid UTF-8", () => {
    expect(parse('{"type":').raws.map(codeOf)).toEqual(["invalid-json"]);
    expect(parse("").raws.map(codeOf)).toEqual(["invalid-json"]);
    expect(parseBody(Uint8Array.of(0xff, 0xfe, 0x00)).raws.map(codeOf)).toEqual(["invalid-utf8"]);
  });

  it("sets only those events of a batch aside that hold invalid UTF-8", () => {
    const good = '{"type":"track","event":"A","userId":"u1"}';
    const bytes = [
      ...bytesOf(`{"writeKey":"k","batch":[${good},{"type":"track","event":"B","userId":"`),
      0xc3,
      0x28,
      ...bytesOf(`"},${good}]}`),
    ];
    const body = parseBody(Uint8Array.from(bytes));
    expect(body.writeKey).toBe("k");
    expect(body.raws.map(codeOf)).toEqual(["keep", "invalid-utf8", "keep"]);
  });

  it("keeps the bytes of what is no UTF-8, and of a long text only the beginning beside them", () => {
    const event = Buffer.from('{"type":"track","event":"Café"}', "latin1");
    const batch = Buffer.concat([Buffer.from('{"batch":[ '), event, Buffer.from(" ,{}]}")]);
    expect(parseBody(batch).raws[0]).toMatchObject({
      bytes: event,
      received: { type: "track", event: "Caf\ufffd" },
    });
    const long = Buffer.alloc(1_000_000, 0xe9);
    const kept = parseBody(long).raws[0] as { bytes: Uint8Array; received: string };
    expect(long.equals(kept.bytes)).toBe(true);
    expect(kept.received.length).toBe(65_536);
    const spoiltContext = Buffer.from('{"batch":[{"type":"page","userId":"u"}],"context":{"city":"Nîmes"}}', "latin1");
    expect(parseBody(spoiltContext).raws).toMatchObject([{ bytes: spoiltContext }]);
  });

  it("keeps an event that rightly holds the replacement character", () => {
    expect(parse('{"type":"track","event":"A","userId":"u\ufffd"}').raws.map(codeOf)).toEqual(["keep"]);
  });

  it("keeps the digits of integers beyond 2^53", () => {
    expect(parse('{"userId": 820982911946154508, "n":[9007199254740993 ,-9007199254740993]}').raws).toEqual([
      { userId: "820982911946154508", n: ["9007199254740993", "-9007199254740993"] },
    ]);
    expect(parse('{"t":1424730535387000}').raws).toEqual([{ t: 1_424_730_535_387_000 }]);
  });

  it("survives hostile nesting", () => {
    expect(parse("[".repeat(200_000)).raws.map(codeOf)).toEqual(["invalid-json"]);
    expect(parse(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`).raws.map(codeOf)).toEqual(["too-deep"]);
  });

  it("sets only those events of a batch aside that nest too deep, without parsing them", () => {
    const good = '{"type":"track","event":"A","userId":"u1"}';
    const deep = (levels: number) => `{"type":"page","x":${'{"a":['.repeat(levels)}${"]}".repeat(levels)}}`;
    const body = parse(`{"writeKey":"k","batch":[${good}, ${deep(300_000)} ,${good}],"sentAt":"2026-01-01"}`);
    expect(body.raws.map(codeOf)).toEqual(["keep", "too-deep", "keep"]);
    expect(body).toMatchObject({ writeKey: "k", sentAt: "2026-01-01" });
    expect(body.raws[1]).toMatchObject({ received: deep(300_000) });
    expect(parse(`[${deep(300)},${good}]`).raws.map(codeOf)).toEqual(["too-deep", "keep"]);
    expect(parse(`{"writeKey":"k","x":${deep(300)}}`)).toMatchObject({ writeKey: "k", raws: [{}] });
  });

  it("keeps a batch together whose own context cannot be kept with its events", () => {
    const batch = '[{"type":"page","userId":"u1"},{"type":"page","userId":"u2"}]';
    const codes = (context: string) => parse(`{"writeKey":"k","batch":${batch},"context":${context}}`).raws.map(codeOf);
    expect(codes('{"locale":"en"}')).toEqual(["keep", "keep"]);
    expect(codes(`{"a":${"[".repeat(20)}${"]".repeat(20)}}`)).toEqual(["too-deep"]);
    expect(codes(`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`)).toEqual(["too-deep"]);
    expect(codes('{"__proto__":{"admin":true}}')).toEqual(["forbidden-key"]);
    expect(codes(`{"a":"${"x".repeat(40_000)}"}`)).toEqual(["too-large"]);
    const many = `[${'{"type":"page","userId":"u1"},'.repeat(4_000)}{}]`;
    expect(parse(`{"batch":${many},"context":{"a":"${"x".repeat(10_000)}"}}`).raws.map(codeOf)).toEqual(["too-large"]);
  });

  it("reads a body with something spoilt in it as it reads the same body without", () => {
    const spoiltEvent = Buffer.from('{"type":"track","event":"\xe9"}', "latin1");
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.nat(5), fc.jsonValue(), (events, place, sentAt) => {
        const at = Math.min(place, events.length);
        const json = [...events.slice(0, at), null, ...events.slice(at)].map((event) => JSON.stringify(event, null, 1));
        const pieces = json.flatMap((text, i) => [
          Buffer.from(i === 0 ? "" : " ,\n"),
          i === at ? spoiltEvent : Buffer.from(text),
        ]);
        const [head, tail] = ['{"sentAt":', `${JSON.stringify(sentAt)}, "b\\u0061tch" : [`].map((text) =>
          Buffer.from(text),
        );
        const spoilt = parseBody(Buffer.concat([head!, tail!, ...pieces, Buffer.from("]}")]));
        const sound = parseBody(Buffer.from(`{"sentAt":${JSON.stringify(sentAt)},"batch":[${json.join(",")}]}`));
        expect(spoilt.raws.map(codeOf)[at]).toBe("invalid-utf8");
        expect({ ...spoilt, raws: spoilt.raws.map((raw, i) => (i === at ? null : raw)) }).toEqual(sound);
      }),
    );
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseBody(bytes).raws.map(codeOf)));
  });
});

describe("quoteBigIntegers", () => {
  it("leaves numbers inside of strings alone", () => {
    const text = '{"a":"[9007199254740993,9007199254740993]","b\\"":"\\\\","c":9007199254740993}';
    expect(quoteBigIntegers(text)).toBe(
      '{"a":"[9007199254740993,9007199254740993]","b\\"":"\\\\","c":"9007199254740993"}',
    );
  });

  it("changes nothing else in any JSON", () => {
    const asNumbers = (_key: string, value: unknown) =>
      typeof value !== "object" && /^-?\d{16,}$/.test(String(value)) ? Number(value) : value;
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(quoteBigIntegers(text), asNumbers)).toEqual(JSON.parse(text, asNumbers));
      }),
    );
  });
});
