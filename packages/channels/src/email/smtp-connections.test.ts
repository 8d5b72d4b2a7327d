import { type AddressInfo, createServer } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { createSmtpConnections, type SmtpConnections } from "./smtp-connections.ts";

const envelope = { from: "hello@shop.example", to: ["ada@example.com"] };
const mail = "Subject: x\r\n\r\n.a line that begins with a dot\r\n";
let toClose: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of toClose) await close();
  toClose = [];
});

async function serverThat(options: SMTPServerOptions) {
  const mails: string[] = [];
  let opened = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    ...options,
    onConnect(_session, done) {
      opened += 1;
      done();
    },
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
  });
  // What it says of clients that go away is no trouble here.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  toClose.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { server, mails, port, opened: () => opened };
}

function connectTo(url: string, connections = 2, timeoutMs = 2_000): SmtpConnections {
  const opened = createSmtpConnections({ url, connections, timeoutMs });
  toClose.unshift(() => opened.close());
  return opened;
}

describe("createSmtpConnections", () => {
  it("shares few connections among many messages, and sends what begins with a dot as it is", async () => {
    const { mails, port, opened } = await serverThat({ disabledCommands: ["STARTTLS", "AUTH"] });
    const link = connectTo(`smtp://127.0.0.1:${port}`, 3);
    await Promise.all(Array.from({ length: 40 }, () => link.send(envelope, mail)));
    expect([mails.length, opened()]).toEqual([40, 3]);
    expect(mails[0]).toBe(mail);
  });

  it("signs in with the URL's name and password, and says so where they are wrong", async () => {
    const { port } = await serverThat({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === "ada" && password === "p@ss" ? done(null, { user: "ada" }) : done(new Error("no")),
    });
    await expect(connectTo(`smtp://ada:p%40ss@127.0.0.1:${port}`).send(envelope, mail)).resolves.toMatch(/^250/);
    await expect(connectTo(`smtp://ada:wrong@127.0.0.1:${port}`).send(envelope, mail)).rejects.toMatchObject({
      code: "EAUTH",
    });
  });

  it("goes on after a refusal on the same connection, and after the server ended it on another", async () => {
    let refuses = true;
    const { server, mails, port, opened } = await serverThat({
      disabledCommands: ["STARTTLS", "AUTH"],
      onRcptTo(_address, _session, done) {
        done(refuses ? Object.assign(new Error("no such mailbox"), { responseCode: 550 }) : null);
      },
    });
    const link = connectTo(`smtp://127.0.0.1:${port}`, 1);
    await expect(link.send(envelope, mail)).rejects.toMatchObject({ responseCode: 550 });
    refuses = false;
    await link.send(envelope, mail);
    expect(opened()).toBe(1);
    for (const connection of server.connections) connection.close();
    await link.send(envelope, mail);
    expect([mails.length, opened()]).toEqual([2, 2]);
  });

  it("gives up a server that answers a letter at a time, and takes a new connection for the next message", async () => {
    let opened = 0;
    const server = createServer((socket) => {
      opened += 1;
      const isSlow = opened === 1;
      socket.on("error", () => {});
      socket.write("220 hello\r\n");
      socket.on("data", (said) => {
        const word = String(said).slice(0, 4);
        if (word === "MAIL" && isSlow) {
          const drip = setInterval(() => socket.write("2"), 20);
          socket.on("close", () => clearInterval(drip));
        } else if (word === "DATA") socket.write("354 go on\r\n");
        else socket.write("250 fine\r\n");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    toClose.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const link = connectTo(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, 1, 150);
    await expect(link.send(envelope, mail)).rejects.toThrow("did not come to an end within 0.45 s");
    await expect(link.send(envelope, mail)).resolves.toMatch(/^250/);
    expect(opened).toBe(2);
  });

  it("a server that is not there is told, and nothing waits for ever", async () => {
    const link = connectTo("smtp://127.0.0.1:1", 1);
    const both = await Promise.allSettled([link.send(envelope, mail), link.send(envelope, mail)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
