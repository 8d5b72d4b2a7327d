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
