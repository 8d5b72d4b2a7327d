import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { CsvCell } from "./csv.ts";

type Ends = readonly [number | null, number | null];

/** The two ends of an interval as columns of a file, `X from` and `X to`: empty where it is open or not known. */
export function intervalColumns<Row>(
  title: string,
  of: (row: Row) => Ends | Undetermined | null,
): Array<{ title: string; csv: (row: Row) => CsvCell }> {
  const end = (row: Row, side: 0 | 1): CsvCell => {
    const ends = of(row);
    return ends === null || isUndetermined(ends) ? null : ends[side];
  };
  return [
    { title: `${title} from`, csv: (row) => end(row, 0) },
    { title: `${title} to`, csv: (row) => end(row, 1) },
  ];
}
