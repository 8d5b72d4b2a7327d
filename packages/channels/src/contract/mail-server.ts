import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server for tests, on loopback, that keeps what it takes. */
export interface TestMailServer {
  url: string;
  /** Mails as they came, oldest first. */
  mails: string[];
  /** Refuses recipients with this answer, such as `[550, "5.1.1 no such mailbox"]`; null takes all; "hang" never answers; a function is asked for each. */
  answer(as: RecipientAnswer | ((address: string) => RecipientAnswer)): void;
  close(): Promise<void>;
}

type RecipientAnswer = readonly [code: number, text: string] | "hang" | null;

export async function startMailServer(): Promise<TestMailServer> {
  const mails: string[] = [];
  let behaviour: Parameters<TestMailServer["answer"]>[0] = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const answer = typeof behaviour === "function" ? behaviour(address) : behaviour;
      if (answer === "hang") return;
      if (answer === null) return callback();
      callback(Object.assign(new Error(answer[1]), { responseCode: answer[0] }));
    },
    onData(stream, _session, callback) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
      });
      stream.on("end", () => {
        mails.push(text);
        callback();
      });
    },
  });
  // Clients that are killed reset their connections: no trouble of the server's.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    answer(as) {
      behaviour = as;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
