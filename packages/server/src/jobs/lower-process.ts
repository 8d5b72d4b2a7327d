import { spawn } from "node:child_process";
import { setPriority } from "node:os";

/** How politely long work asks for the processor where systems know niceness alone: collecting and deciding come first where cores are few. */
export const niceness = 15;

/**
 * Lowers a process, best before it has threads of its own, which inherit it. On Linux also into the class of what runs only where nothing else wants to
 * (`man 7 sched`, SCHED_IDLE), by the `chrt` of util-linux: a processor that runs only such work counts as free, and what wakes up to decide is put there at
 * once; of mere niceness the scheduler makes no such difference, and both who decide and who ask would share the other processor. Where there is no `chrt`,
 * niceness must do.
 */
export function lowerProcess(pid: number): void {
  setPriority(pid, niceness);
  if (process.platform !== "linux") return;
  spawn("chrt", ["--all-tasks", "--idle", "--pid", "0", String(pid)], { stdio: "ignore" }).once("error", () => {});
}
