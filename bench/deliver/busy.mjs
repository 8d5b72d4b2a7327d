// Keeps one processor busy for a share of the time, politely, and does nothing else: what work beside the deciding thread costs decisions merely by being there.
// usage: node bench/deliver/busy.mjs SHARE (of one processor, 0 to 2: above 1 in two processes)
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const share = Number(process.argv[2]);
const periodMs = 5;
setPriority(5);
if (share > 1) {
  const second = spawn(process.execPath, [fileURLToPath(import.meta.url), String(share - 1)], { stdio: "ignore" });
  process.on("SIGTERM", () => {
    second.kill();
    process.exit();
  });
}
let owedMs = 0;
let at = performance.now();
setInterval(() => {
  const now = performance.now();
  owedMs = Math.min(4 * periodMs, owedMs + (now - at) * Math.min(1, share));
  at = now;
  const cpu = process.cpuUsage();
  const usedMs = () => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000;
  };
  while (usedMs() < owedMs);
  owedMs -= usedMs();
}, periodMs);
