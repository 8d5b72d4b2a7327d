import { describe, expect, it } from "vitest";
import { readMailReport } from "./read-mail-report.ts";

const report = (type: string, fields: string, original = "Message-ID: <d-7@shop.example>\nSubject: Hi\n") =>
  new TextEncoder().encode(
    [
      "From: MAILER-DAEMON@mx.example",
      `Content-Type: multipart/report; report-type=${type}; boundary="b"`,
      "MIME-Version: 1.0",
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "It did not work.",
      "--b",
      `Content-Type: message/${type}`,
      "",
      fields,
      "--b",
      "Content-Type: text/rfc822-headers",
      "",
      original,
      "--b--",
    ].join("\r\n"),
  );

describe("readMailReport", () => {
  it("reads the bounce of RFC 3464's example as permanent, with whom it is about", async () => {
    const fields =
      "Reporting-MTA: dns; cs.utk.edu\r\n\r\nOriginal-Recipient: rfc822;louisl@larry.slip.umd.edu\r\nFinal-Recipient: rfc822;louisl@larry.slip.umd.edu\r\nAction: failed\r\nStatus: 5.0.0\r\n";
    expect(await readMailReport(report("delivery-status", fields))).toEqual({
      kind: "bounce",
      deliveryId: "d-7",
      recipient: "louisl@larry.slip.umd.edu",
      isPermanent: true,
      status: "5.0.0",
    });
  });

  it("a delay and a full mailbox are not permanent; that it was delivered is no bounce", async () => {
    const of = (action: string, status: string) =>
      readMailReport(
        report("delivery-status", `Final-Recipient: rfc822; a@b.example\r\nAction: ${action}\r\nStatus: ${status}\r\n`),
      );
    expect(await of("delayed", "4.4.1")).toMatchObject({ isPermanent: false });
    expect(await of("failed", "4.2.2")).toMatchObject({ isPermanent: false });
    expect(await of("delivered", "2.0.0")).toBeNull();
  });

  it("reads a complaint (RFC 5965); other feedback is none", async () => {
    const fields = (type: string) =>
      `Feedback-Type: ${type}\r\nUser-Agent: X/1\r\nVersion: 1\r\nOriginal-Rcpt-To: <Ada@example.com>\r\n`;
    expect(await readMailReport(report("feedback-report", fields("abuse")))).toEqual({
      kind: "complaint",
      deliveryId: "d-7",
      recipient: "ada@example.com",
    });
    expect(await readMailReport(report("feedback-report", fields("not-spam")))).toBeNull();
  });

  it("an answer from a person, an empty mail and bytes that are none say nothing", async () => {
    for (const raw of ["From: a@b.example\r\n\r\nThanks!", "", "\u0000\u0001"]) {
      expect(await readMailReport(new TextEncoder().encode(raw))).toBeNull();
    }
  });
});
