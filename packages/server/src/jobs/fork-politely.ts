import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";

/** How politely long work asks for the processor: collecting and deciding come first where cores are few. */
export const niceness = 15;

/**
 * Starts a process for long work at low priority and on one thread: with collectors and compilers on threads of their own it would keep two cores busy, and what
 * wakes up to decide would find neither free. It is lowered before the process has threads of its own, which inherit it: a process that lowers itself
 * leaves its collector of garbage and its compiler where they were. One thread costs a training nothing: 6.5 to 7.0 s of processor time in three turns beside 6.4 to
 * 7.8 s with all threads (a catalogue of 100,000 items). It is given nothing of the environment but where programs lie. Aborting ends it.
 */
export function forkPolitely(script: string, heapMegabytes: number, signal: AbortSignal): ChildProcess {
  const child = fork(script, {
    serialization: "advanced",
    execArgv: [`--max-old-space-size=${heapMegabytes}`, "--single-threaded"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { PATH: process.env.PATH },
    signal,
  });
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  return child;
}
