import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  url: string;
  /** At most so many at once. */
  connections: number;
  /** To connect, to be greeted, and between two answers, milliseconds; to sign in, or for a message, three times as long in all. */
  timeoutMs: number;
}

/** Connections to one mail server that stay open between messages. */
export interface SmtpConnections {
  /** Resolves with the server's answer; rejects with what the server or the connection said. */
  send(envelope: { from: string; to: string[] }, mail: string): Promise<string>;
  close(): void;
}

interface Link {
  connection: SMTPConnection;
  sent: number;
  /** The connection has ended, or must not be used again. */
  isOver: boolean;
}

/** What a connection rejects with. */
interface SmtpError extends Error {
  responseCode?: number;
  command?: string;
}

/** A server that answers a byte at a time is never silent, and never done. */
const patience = 3;

/** Then a connection makes place for a new one. */
const messagesPerConnection = 1_000;

/** Opened when they are needed; one that the server closed while it was idle is replaced without a word. */
export function createSmtpConnections({ url, connections, timeoutMs }: SmtpOptions): SmtpConnections {
  const { auth, ...server } = parseConnectionUrl(url) as SMTPConnection.Options & {
    auth?: { user: string; pass: string };
  };
  const idle: Link[] = [];
  const waiting: Array<(link: Link | null) => void> = [];
  let open = 0;
  let isClosed = false;

  async function connected(): Promise<Link> {
    const times = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
    const connection = new SMTPConnection({ ...server, ...times });
    const link: Link = { connection, sent: 0, isOver: false };
    await inTime<void>(link, (resolve, reject) => {
      connection.on("error", (error) => {
        link.isOver = true;
        reject(error);
      });
      connection.once("end", () => {
        link.isOver = true;
        const at = idle.indexOf(link);
        if (at >= 0) dropped(idle.splice(at, 1)[0]!);
        reject(new Error("the mail server ended the connection"));
      });
      connection.connect((error) => {
        if (error) return reject(error);
        if (auth === undefined || !connection.allowsAuth) return resolve();
        connection.login({ user: auth.user, credentials: auth }, (refused) => (refused ? reject(refused) : resolve()));
      });
    }).catch((error) => {
      connection.close();
      throw error;
    });
    return link;
  }

  /** Rejects, and ends the connection, where the work takes longer than a server may take in all. */
  async function inTime<T>(
    link: Link,
    work: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T> {
    const longestMs = patience * timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        link.isOver = true;
        link.connection.close();
        reject(new Error(`the mail server did not come to an end within ${longestMs / 1_000} s`));
      }, longestMs);
    });
    try {
      return await Promise.race([new Promise<T>(work), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** An open connection, a new one, or, where there are enough, the next that somebody lets go of. */
  async function take(): Promise<Link> {
    if (isClosed) throw new Error("the channel is closed");
    const free = idle.pop();
    if (free !== undefined) return free;
    if (open >= connections) {
      const next = await new Promise<Link | null>((resolve) => waiting.push(resolve));
      return next ?? take();
    }
    open += 1;
    return connected().catch((error) => {
      open -= 1;
      waiting.shift()?.(null);
      throw error;
    });
  }

  function letGo(link: Link): void {
    const isDone = link.isOver || isClosed || link.sent >= messagesPerConnection;
    const next = isDone ? undefined : waiting.shift();
    if (isDone) dropped(link);
    else if (next === undefined) idle.push(link);
    else next(link);
  }

  function dropped(link: Link): void {
    open -= 1;
    if (link.isOver) link.connection.close();
    else link.connection.quit();
    waiting.shift()?.(null);
  }

  async function sendThrough(link: Link, envelope: { from: string; to: string[] }, mail: string): Promise<string> {
    link.sent += 1;
    try {
      return await inTime<string>(link, (resolve, reject) => {
        // A copy: the connection keeps its answers in the object it is given, which two sends may share.
        link.connection.send({ ...envelope }, mail, (error, info) => (error ? reject(error) : resolve(info.response)));
      });
    } catch (error) {
      const { responseCode } = error as SmtpError;
      // What the server refused in words leaves the session to be reset; everything else leaves it unknown.
      if (link.isOver || responseCode === undefined || responseCode === 421 || !(await hasReset(link)))
        link.isOver = true;
      throw error;
    } finally {
      letGo(link);
    }
  }

  return {
    async send(envelope, mail) {
      const link = await take();
      const wasUsed = link.sent > 0;
      try {
        return await sendThrough(link, envelope, mail);
      } catch (error) {
        if (!wasUsed || !isBeforeTheMessage(error as SmtpError)) throw error;
        return sendThrough(await take(), envelope, mail);
      }
    },
    close() {
      isClosed = true;
      for (const link of idle.splice(0)) dropped(link);
      for (const next of waiting.splice(0)) next(null);
    },
  };
}

function hasReset({ connection }: Link): Promise<boolean> {
  return new Promise((resolve) => connection.reset((error) => resolve(!error)));
}

/** A connection that was gone before the message began: nothing of it can have been taken. */
function isBeforeTheMessage({ responseCode, command }: SmtpError): boolean {
  return (responseCode === undefined || responseCode === 421) && (command === "MAIL FROM" || command === "CONN");
}
