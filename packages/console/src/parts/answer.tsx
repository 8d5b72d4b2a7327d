import type { ReactNode } from "react";
import { Loading } from "./loading.tsx";
import { StaleNotice, Trouble } from "./trouble.tsx";

/** What every query of the API layer has. */
interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface AnswerProps<T> {
  query: Asked<T>;
  /** Lines of the placeholder while the first answer is under way. */
  lines?: number;
  children: (data: T) => ReactNode;
}

/** Shows an answer; before it a placeholder, instead of it what went wrong, and beside an old one that it is old. */
export function Answer<T>({ query, lines = 4, children }: AnswerProps<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? <StaleNotice error={query.error} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading lines={lines} />;
}
