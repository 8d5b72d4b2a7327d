import { once } from "node:events";
import { createServer } from "node:net";
import { AttuneError } from "@attune/model/errors";

export interface Address {
  host: string;
  port: number;
}

/** Throws `conflict` where another program listens there: said before minutes of work that would be for nothing. */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  probe.listen({ host, port, exclusive: true });
  try {
    await once(probe, "listening");
  } catch (error) {
    throw asTold(error, { host, port });
  }
  probe.close();
  await once(probe, "close");
}

function asTold(error: unknown, { host, port }: Address): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new AttuneError(
      "conflict",
      `Port ${port} of ${host} is taken: stop what listens there, or say \`--port 0\`.`,
    );
  if (code === "EACCES")
    return new AttuneError("not-allowed", `Port ${port} needs more rights than this user has: take one above 1023.`);
  if (code === "EADDRNOTAVAIL")
    return new AttuneError("conflict", `This machine has no address ${host}: say another \`--host\`.`);
  return error;
}
