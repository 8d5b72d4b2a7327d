import { kindIds } from "@attune/shop/kind";
import { Command, Option } from "commander";
import type { DemoOptions } from "../demo/run-demo.ts";
import type { Environment } from "../environment.ts";

/** `attune demo`: a shop with a past and visitors, personalized and measured from the first minute. */
export function demoCommand(environment: Environment): Command {
  const command = new Command("demo")
    .description("Run a simulated business: three months of history through the real pipeline, then live visitors.")
    .addOption(new Option("--kind <kind>", "of business").choices(kindIds).default("shop"))
    .option(
      "--data-dir <dir>",
      "where everything is kept; history is made once (default: .attune-demo, or .attune-demo-<kind>)",
    )
    .option("--port <port>", "0 takes any free port", "3000")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--no-live", "no live visitors after the history")
    .option("--json", "print one JSON line when ready")
    .addHelpText("after", "\nExample:\n  $ attune demo --kind content --port 3000\n");
  return command.action(async () => {
    const { runDemo } = await import("../demo/run-demo.ts");
    await runDemo(command.opts<DemoOptions>(), environment);
  });
}
