import { expect, test } from "vitest";
import { replaySentence } from "./quarantine.ts";

test("a replay tells what became of every event", () => {
  expect(replaySentence({ replayed: 3, kept: 2, quarantined: 1, dropped: 0 })).toBe(
    "3 events replayed: 2 kept, 1 still not valid and back in quarantine.",
  );
  expect(replaySentence({ replayed: 1, kept: 0, quarantined: 0, dropped: 1 })).toBe(
    "1 event replayed: 1 dropped as duplicates or without consent.",
  );
  expect(replaySentence({ replayed: 0, kept: 0, quarantined: 0, dropped: 0 })).toBe("0 events replayed.");
});
