import { setFlagsFromString } from "node:v8";
import { readOutbound, readShopifySecret } from "./deliver/read-outbound.ts";
import { endWithTheReader } from "./end-with-the-reader.ts";
import { createProgram } from "./program.ts";

/** The command's entry: the one place that reads the environment. */
const { ATTUNE_TRUSTED_PROXIES: proxies } = process.env;
const shopifySecret = readShopifySecret(process.env);
const program = createProgram({
  writeKey: process.env.ATTUNE_WRITE_KEY,
  secretKey: process.env.ATTUNE_SECRET_KEY,
  logLevel: process.env.ATTUNE_LOG_LEVEL ?? "info",
  outbound: readOutbound(process.env),
  ...(shopifySecret === undefined ? {} : { shopifySecret }),
  ...(proxies === undefined || proxies === "" ? {} : { trustedProxies: proxies.split(",").map((one) => one.trim()) }),
  variables: Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("ATTUNE_"))),
  workingDirectory: process.cwd(),
  projectDirectory: new URL("../../..", import.meta.url),
  stdout: process.stdout,
  stderr: process.stderr,
});

// Young garbage is collected by the thread that made it: waiting for helping threads to be woken held decisions up (docs/decisions/0019-young-garbage.md).
setFlagsFromString("--no-parallel-scavenge");
endWithTheReader(process);
await program.run(process.argv);
