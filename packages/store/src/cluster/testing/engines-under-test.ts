import { describe, inject } from "vitest";

/** Addresses of the engines of this test run. */
export interface EnginesUnderTest {
  jetstream: string[];
  redis: string[];
}

declare module "vitest" {
  interface ProvidedContext {
    /** Null where they are not installed. */
    engines: EnginesUnderTest | null;
  }
}

/** Describes what needs the real engines; where they are not installed it is skipped, and the run has said so. */
export function describeOnEngines(name: string, suite: (engines: EnginesUnderTest) => void): void {
  const engines = inject("engines");
  if (engines === null) describe.skip(`${name}: nats-server or redis-server is not installed`, () => {});
  else describe(name, () => suite(engines));
}

/** A namespace that no other test has: streams and keys begin with it. */
export function freshNamespace(): string {
  return `t${process.pid}x${namespaces++}`;
}

let namespaces = 0;
