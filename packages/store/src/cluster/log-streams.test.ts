import { JetStreamApiError, type JetStreamManager, type StreamInfo } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { ensureStream } from "./log-streams.ts";

const settings = { name: "shop-log-0", subjects: ["shop-log-0"], num_replicas: 3 };

const refused = (code: number, err_code: number) =>
  new JetStreamApiError({ code, err_code, description: "stream not found" });

const infoOf = (leader?: string) =>
  ({ cluster: { name: "servers", ...(leader === undefined ? {} : { leader }) } }) as StreamInfo;

/** Answers one after the other, the last for ever; an error is thrown. */
function managerThat(says: { add: Array<StreamInfo | Error>; info?: Array<StreamInfo | Error> }) {
  const asked: string[] = [];
  const answering = (what: string, answers: Array<StreamInfo | Error>) => async () => {
    asked.push(what);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const streams = { add: answering("add", says.add), info: answering("info", says.info ?? []) };
  return { asked, manager: { streams } as unknown as JetStreamManager };
}

describe("a stream that several nodes make at once", () => {
  it("is asked for again while the server that answers has not heard of it", async () => {
    const { manager, asked } = managerThat({ add: [refused(404, 10_059), infoOf("n1")] });
    await ensureStream(manager, settings);
    expect(asked).toEqual(["add", "add"]);
  });

  it("is there when it has a leader, not before", async () => {
    const info = [infoOf(), refused(404, 10_059), infoOf(""), infoOf("n2")];
    const { manager, asked } = managerThat({ add: [infoOf()], info });
    await ensureStream(manager, settings);
    expect(asked).toEqual(["add", "info", "info", "info", "info"]);
  });

  it("is refused at once where a server refuses it for another reason", async () => {
    const { manager, asked } = managerThat({ add: [refused(400, 10_025)] });
    await expect(ensureStream(manager, settings)).rejects.toMatchObject({ code: "storage-unavailable" });
    expect(asked).toEqual(["add"]);
  });

  it("needs no leader but the one server that is alone", async () => {
    const { manager, asked } = managerThat({ add: [{} as StreamInfo] });
    await ensureStream(manager, settings);
    expect(asked).toEqual(["add"]);
  });
});
