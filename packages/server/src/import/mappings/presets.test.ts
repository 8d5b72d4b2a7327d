import { Readable } from "node:stream";
import { collectEvent } from "@attune/engine/collect/collect-event";
import type { CollectSettings } from "@attune/engine/collect/envelope";
import type { Event } from "@attune/model/event";
import { describe, expect, it } from "vitest";
import { findMapping } from "../find-mapping.ts";
import { mapRows } from "../map-rows.ts";

const settings: CollectSettings = {
  business: {
    name: "Shop",
    timeZone: "UTC",
    currency: "EUR",
    ratesMicros: { USD: 900_000 },
    revenue: { includeTax: true, includeShipping: true },
    internalTraffic: [],
  },
  reportingCurrency: "EUR",
};
const receivedAt = Date.UTC(2026, 10, 22);

async function read(
  mapping: string,
  lines: string[],
): Promise<{ events: Event[]; refused: number; quarantined: string[] }> {
  const events: Event[] = [];
  const quarantined: string[] = [];
  let refused = 0;
  const source = Readable.from([Buffer.from(`${lines.join("\n")}\n`)]);
  for await (const part of mapRows(source, findMapping(mapping))) {
    refused += part.refused.length;
    for (const { raw } of part.events) {
      const outcome = collectEvent(
        raw,
        {
          receivedAt,
          source: `import:${mapping}`,
          channel: "import",
          newMessageId: () => {
            throw new Error("every imported event has an id");
          },
          maxEventBytes: 1_048_576,
        },
        settings,
      );
      if (outcome.kind === "keep") events.push(outcome.value);
      else quarantined.push(outcome.code);
    }
  }
  return { events, refused, quarantined };
}

/** The headers are those that the tools write, as far as the mapping asks for them; the people are made up. */
const samples: Record<string, { lines: string[]; namespace: string; expected: object }> = {
  "shopify-customers": {
    lines: [
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Default Address Country Code,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags",
      "'7001,Ada,Lovelace,Ada@Example.com,yes,London,GB,,no,120.00,3,vip",
    ],
    namespace: "user_id",
    expected: {
      name: "identify",
      // Without the mark that keeps a spreadsheet from making a number of it: webhooks name the same customer `7001`.
      identifiers: [
        { namespace: "user_id", value: "7001" },
        { namespace: "email", value: "ada@example.com" },
      ],
      at: receivedAt,
      consent: { "marketing-email": true, "marketing-sms": false },
      traits: { first_name: "Ada", tags: "vip" },
    },
  },
  "klaviyo-profiles": {
    lines: [
      "Email,Klaviyo ID,First Name,Last Name,Phone Number,City,Country,Email Marketing Consent",
      "ada@example.com,01H,Ada,Lovelace,+442071234567,London,UK,UNSUBSCRIBED",
    ],
    namespace: "email",
    expected: { consent: { "marketing-email": false }, traits: { klaviyo_id: "01H" } },
  },
  "mailchimp-audience": {
    lines: [
      "Email Address,First Name,Last Name,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,TAGS",
      "ada@example.com,Ada,Lovelace,,12/10,4,2025-01-01 10:00:00,2025-01-01 10:05:00,news",
    ],
    namespace: "email",
    expected: { at: Date.UTC(2025, 0, 1, 10, 5), traits: { birthday: "12/10" } },
  },
  "hubspot-contacts": {
    lines: [
      "Record ID,First Name,Last Name,Email,Phone Number,Create Date,Lifecycle Stage,Lead Status",
      "51,Ada,Lovelace,ada@example.com,,2025-01-02 08:00,customer,",
    ],
    namespace: "email",
    expected: { traits: { hubspot_id: "51", lifecycle_stage: "customer" } },
  },
  "salesforce-contacts": {
    lines: [
      "Id,FirstName,LastName,Email,Phone,Birthdate,MailingCity,LeadSource,HasOptedOutOfEmail,CreatedDate",
      "0035g,Ada,Lovelace,ada@example.com,,1990-12-10,London,Web,true,2025-01-02T08:00:00.000Z",
    ],
    namespace: "email",
    expected: { consent: { "marketing-email": false }, traits: { salesforce_id: "0035g" } },
  },
  "shopify-orders": {
    lines: [
      "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Payment Method,Phone,Vendor,Accepts Marketing",
      "#1001,ada@example.com,paid,USD,30.00,5.00,0.00,35.00,HELLO,0.00,2025-02-03 09:00:00 +0000,2,Mug,10.00,MUG-1,card,,Hus,yes",
      "#1001,ada@example.com,,,,,,,,,2025-02-03 09:00:00 +0000,1,Pan,10.00,PAN-1,,,Hus,",
    ],
    namespace: "email",
    expected: {
      name: "Order Completed",
      // 35 dollars at 0.9.
      money: { kind: "order", amountMicros: 31_500_000, orderId: "#1001" },
      consent: { "marketing-email": true },
    },
  },
  "loyalty-ledger": {
    lines: [
      "transaction_id,loyalty_id,email,time,kind,points,balance,reason,tier",
      "T1,L-77,,2025-03-01T10:00:00Z,earn,120,420,order,gold",
    ],
    namespace: "loyalty_id",
    expected: { name: "Loyalty Points Earned", properties: { points: "120" }, traits: { loyalty_tier: "gold" } },
  },
  "pos-receipts": {
    lines: [
      "receipt_id,time,store,loyalty_id,email,phone,sku,name,category,quantity,price,currency",
      "R9,2025-03-02T17:30:00Z,Berlin,L-77,,,MUG-1,Mug,kitchen,2,10.00,EUR",
      "R9,2025-03-02T17:30:00Z,Berlin,L-77,,,PAN-1,Pan,kitchen,1,12.50,EUR",
    ],
    namespace: "loyalty_id",
    expected: { name: "Order Completed", money: { amountMicros: 32_500_000, orderId: "R9" } },
  },
  "zendesk-tickets": {
    lines: [
      "Id,Subject,Requester,Requester email,Created at,Status,Priority,Satisfaction Score",
      "12,Broken mug,Ada,ada@example.com,2025-03-03 11:00,Open,Normal,",
    ],
    namespace: "email",
    expected: { name: "Support Ticket Opened", properties: { ticket_id: "12" } },
  },
  "satisfaction-survey": {
    lines: [
      "response_id,time,email,user_id,survey,score,comment,order_id",
      "S1,2025-03-04T09:00:00Z,ada@example.com,,nps,9,fine,#1001",
    ],
    namespace: "email",
    expected: { name: "Satisfaction Answered", properties: { score: "9" } },
  },
};

describe.each(Object.entries(samples))("the preset %s", (name, { lines, namespace, expected }) => {
  it("makes one trustworthy event of its sample, known by the identifier it declares", async () => {
    const { events, refused, quarantined } = await read(name, lines);
    expect({ refused, quarantined }).toEqual({ refused: 0, quarantined: [] });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject(expected);
    expect(events[0]!.identifiers[0]!.namespace).toBe(namespace);
  });

  it("gives the same message ids when the same file comes again", async () => {
    const ids = async () => (await read(name, lines)).events.map(({ messageId }) => messageId);
    expect(await ids()).toEqual(await ids());
  });

  it("keeps its people where another row is empty: it is refused, or names nobody", async () => {
    const [header = "", ...rows] = lines;
    const empty = header.replace(/[^,]/g, "");
    const { events, refused, quarantined } = await read(name, [header, empty, ...rows]);
    expect(events).toHaveLength(1);
    expect(refused + quarantined.length).toBe(1);
  });

  it("refuses a table that lacks a column it needs, by name", async () => {
    const without = lines.map((line) => line.split(",").slice(0, 1).join(","));
    await expect(read(name, without)).rejects.toThrow(/needs a column/);
  });
});

/** Rows made up under columns of the tools' own files: what somebody refused counts from when the file says so. */
const standing: Array<[title: string, preset: string, lines: string[], expected: object]> = [
  [
    "who unsubscribed in Mailchimp refused at that time, not when they had joined",
    "mailchimp-audience",
    [
      "Email Address,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,UNSUB_TIME,UNSUB_REASON",
      "ada@example.com,2024-01-01 10:00:00,2024-01-01 10:05:00,2025-06-01 12:00:00,2025-05-01 09:30:00,NORMAL",
    ],
    { at: Date.UTC(2025, 4, 1, 9, 30), consent: { "marketing-email": false } },
  ],
  [
    "an address that Mailchimp cleaned is written to no more",
    "mailchimp-audience",
    [
      "Email Address,CONFIRM_TIME,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE",
      "ada@example.com,2024-01-01 10:05:00,2025-05-02 00:00:00,News",
    ],
    { at: Date.UTC(2025, 4, 2), consent: { "marketing-email": false } },
  ],
  [
    "who never confirmed in Mailchimp is taken in all the same, and known by the phone number of an audience that calls it Phone",
    "mailchimp-audience",
    ["Email Address,Phone,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED", "ada@example.com,+442071234567,,,2025-06-01 12:00:00"],
    {
      at: Date.UTC(2025, 5, 1, 12),
      identifiers: [
        { namespace: "email", value: "ada@example.com" },
        { namespace: "phone", value: "+442071234567" },
      ],
    },
  ],
  [
    "a refusal in HubSpot holds from the last change on, and the mobile number comes first",
    "hubspot-contacts",
    [
      "Record ID,Email,Phone Number,Mobile Phone Number,Create Date,Last Modified Date,Unsubscribed from all email",
      "51,ada@example.com,+442071234567,+447700900123,2024-01-02 08:00,2025-03-04 09:15,true",
    ],
    {
      at: Date.UTC(2025, 2, 4, 9, 15),
      consent: { "marketing-email": false },
      identifiers: [
        { namespace: "email", value: "ada@example.com" },
        { namespace: "phone", value: "+447700900123" },
      ],
    },
  ],
  [
    "a refusal in Salesforce holds from the last change on, with its way of writing the zone",
    "salesforce-contacts",
    [
      "Id,LastName,Email,MobilePhone,MailingCountry,HasOptedOutOfEmail,CreatedDate,LastModifiedDate",
      "003A,Lovelace,ada@example.com,,United Kingdom,1,2024-01-02T08:00:00.000+0000,2025-03-04T09:15:00.000+0000",
    ],
    {
      at: Date.UTC(2025, 2, 4, 9, 15),
      consent: { "marketing-email": false },
      traits: { country: "United Kingdom" },
    },
  ],
  [
    "a phone number in Klaviyo can refuse what the e-mail address of the same person takes",
    "klaviyo-profiles",
    [
      "Email,Klaviyo ID,Phone Number,Email Marketing Consent,SMS Marketing Consent",
      "ada@example.com,01H,+442071234567,SUBSCRIBED,Never Subscribed",
    ],
    { consent: { "marketing-email": true, "marketing-sms": false } },
  ],
  [
    "a ticket in Zendesk was closed when it was solved, not when it was opened",
    "zendesk-tickets",
    [
      "Id,Requester email,Subject,Status,Created at,Updated at,Solved at",
      "12,ada@example.com,Broken mug,Closed,2025-03-03 11:00,2025-03-09 10:00,2025-03-05 16:20",
    ],
    { name: "Support Ticket Closed", at: Date.UTC(2025, 2, 5, 16, 20) },
  ],
];

it.each(standing)("%s", async (_title, preset, lines, expected) => {
  const { events, refused, quarantined } = await read(preset, lines);
  expect({ refused, quarantined }).toEqual({ refused: 0, quarantined: [] });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject(expected);
});

it("reads a file as a spreadsheet saves it: with a byte order mark, CRLF and a note over two lines", async () => {
  const row = 'ada@example.com,2024-01-01 10:05:00,"called,\r\nwants ""less"" mail",2025-05-01 09:30:00';
  const { events } = await read("mailchimp-audience", [
    `\uFEFFEmail Address,CONFIRM_TIME,NOTES,UNSUB_TIME\r\n${row}\r`,
  ]);
  expect(events).toMatchObject([{ at: Date.UTC(2025, 4, 1, 9, 30), consent: { "marketing-email": false } }]);
});
