import { requestBeside } from "./request.ts";

interface Progress {
  questions: Array<{ elapsedMs: number; rowsRead: number; rowsTotal: number }>;
}

/** Rows read of those that are to be read, by all questions that analytics works on. */
export interface RowsRead {
  read: number;
  total: number;
}

/** Null where analytics reads nothing now, or does not say. */
export async function askRowsRead(signal: AbortSignal): Promise<RowsRead | null> {
  const progress = await requestBeside<Progress>("/v1/measure/progress", signal).catch(() => null);
  return progress === null ? null : rowsReadOf(progress);
}

export function rowsReadOf({ questions }: Progress): RowsRead | null {
  const sum = (rows: "rowsRead" | "rowsTotal") => questions.reduce((total, question) => total + question[rows], 0);
  const total = sum("rowsTotal");
  return total === 0 ? null : { read: sum("rowsRead"), total };
}
