// A mail server that takes everything and counts it. Prints its port, then answers SIGUSR2 with the count on stdout.
import { SMTPServer } from "smtp-server";

let count = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  logger: false,
  onData(stream, _session, callback) {
    stream.resume();
    stream.on("end", () => {
      count++;
      callback();
    });
  },
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.server.address().port}\n`));
process.on("SIGUSR2", () => process.stdout.write(`${count}\n`));
