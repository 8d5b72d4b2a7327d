import {
  createIds,
  createInteractionsBuilder,
  type Interactions,
  type LeftOut,
} from "@attune/learn/recommend/interactions";
import { openColumns } from "./open-columns.ts";
import { parseNumber, parseTime } from "./parse-time.ts";

export interface InteractionColumns {
  /** The column that makes a row of history: the person, or the session. */
  profile: string;
  item: string;
  time: string | undefined;
  weight: string | undefined;
  /** Column that says what was done, and what of it is asked about; absent: everything is. */
  kind?: { column: string; target: string };
  header: boolean;
}

export interface ReadInteractions {
  interactions: Interactions;
  /** Null where no test file was named. */
  test: Interactions | null;
  leftOut: LeftOut;
}

/** Reads a table of interactions, and a second one for testing with the same ids. */
export async function readInteractions(
  path: string,
  testPath: string | null,
  columns: InteractionColumns,
): Promise<ReadInteractions> {
  const ids = createIds();
  const train = createInteractionsBuilder(ids);
  const test = createInteractionsBuilder(ids);
  await fill(train, path, columns);
  if (testPath !== null) await fill(test, testPath, columns);
  const first = train.finish();
  const second = test.finish();
  const { missingId, badWeight, badTime } = first.leftOut;
  return {
    interactions: first.interactions,
    test: testPath === null ? null : second.interactions,
    leftOut: {
      missingId: missingId + second.leftOut.missingId,
      badWeight: badWeight + second.leftOut.badWeight,
      badTime: badTime + second.leftOut.badTime,
    },
  };
}

async function fill(
  builder: ReturnType<typeof createInteractionsBuilder>,
  path: string,
  columns: InteractionColumns,
): Promise<void> {
  const { profile, item, time, weight, kind, header } = columns;
  const further = [time, weight, kind?.column].filter((name) => name !== undefined);
  const placeOf = (name: string | undefined) => (name === undefined ? -1 : 2 + further.indexOf(name));
  const [timeAt, weightAt, kindAt] = [placeOf(time), placeOf(weight), placeOf(kind?.column)];
  for await (const row of openColumns(path, { columns: [profile, item, ...further], header })) {
    const at = timeAt < 0 ? undefined : parseTime(row[timeAt]!);
    const value = weightAt < 0 ? undefined : parseNumber(row[weightAt]!);
    builder.add(row[0]!, row[1]!, at, value, kind === undefined || row[kindAt] === kind.target);
  }
}
