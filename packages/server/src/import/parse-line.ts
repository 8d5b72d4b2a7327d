import { maxParsedLevels, nestsDeeperThan } from "@attune/engine/collect/nests-deeper-than";

/** What a line of JSON says, or why it cannot be read. One that nests too deep is not parsed: that would hold up everything else. */
export function parseLine(text: string): { value: unknown } | { fault: string } {
  if (nestsDeeperThan(text, maxParsedLevels)) return { fault: `The line nests deeper than ${maxParsedLevels} levels.` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: "The line is not JSON." };
  }
}
