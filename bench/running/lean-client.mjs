// A client that costs the machine little, so that what is measured beside it on the same cores is the server: sockets kept open, one request at a
// time on each, answers told by their length alone. It speaks to our own server only: no redirects, no chunked answers.
import { connect } from "node:net";

const endOfHead = Buffer.from("\r\n\r\n");

/** @param options `connections` kept open; `headers` sent with every request. */
export function leanClient(url, { connections, headers }) {
  const { hostname, port, host } = new URL(url);
  const fixed = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  const idle = [];
  const waiting = [];
  const lines = Array.from({ length: connections }, () => line(Number(port), hostname, free));

  function free(freed) {
    const next = waiting.shift();
    if (next === undefined) idle.push(freed);
    else freed.send(next);
  }

  return {
    /** Resolves to `{ status, body }` when the whole answer has come; rejects when the connection is lost. */
    post(path, body) {
      const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${fixed}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      return new Promise((resolve, reject) => {
        const request = { text: head + body, resolve, reject };
        const free = idle.pop();
        if (free === undefined) waiting.push(request);
        else free.send(request);
      });
    },
    close() {
      for (const each of lines) each.close();
    },
  };
}

function line(port, hostname, free) {
  let socket;
  let request;
  let received = [];
  let awaited = -1;
  let length = 0;
  const self = {
    send(next) {
      request = next;
      // A server closes what has been idle for long.
      if (socket.destroyed || socket.readableEnded) open();
      socket.write(next.text);
    },
    close: () => socket.destroy(),
  };

  function open() {
    const mine = connect({ port, host: hostname, noDelay: true });
    const losing = (error) => mine === socket && lose(error);
    mine.on("error", losing);
    mine.on("close", () => losing(new Error("the connection was closed before the answer had come")));
    mine.on("data", take);
    socket = mine;
  }

  function lose(error) {
    const lost = request;
    request = undefined;
    lost?.reject(error);
  }

  function take(chunk) {
    // Nothing was asked: the server says that it closes what is idle.
    if (request === undefined) return socket.destroy();
    received.push(chunk);
    length += chunk.length;
    if (awaited < 0) awaited = wholeLength(received.length === 1 ? chunk : Buffer.concat(received));
    if (awaited < 0 || length < awaited) return;
    const answer = received.length === 1 ? received[0] : Buffer.concat(received);
    const done = request;
    request = undefined;
    received = [];
    awaited = -1;
    length = 0;
    free(self);
    done.resolve({
      status: Number(answer.latin1Slice(9, 12)),
      body: answer.subarray(answer.indexOf(endOfHead) + endOfHead.length),
    });
  }

  open();
  socket.once("connect", () => free(self));
  return self;
}

/** Head and body together, once the head is there; -1 before. */
function wholeLength(buffer) {
  const end = buffer.indexOf(endOfHead);
  if (end < 0) return -1;
  const declared = /\r\ncontent-length: *(\d+)/i.exec(buffer.latin1Slice(0, end));
  return end + endOfHead.length + Number(declared?.[1] ?? 0);
}
