import { AttuneError, hasCode } from "@attune/model/errors";

/** Runs what asks an engine of the cluster, and tells its failure by the catalogue: `storage-unavailable`, to be tried again. */
export async function asUnavailable<T>(engine: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(engine, error);
  }
}

export function unavailable(engine: string, cause: unknown): AttuneError {
  if (cause instanceof AttuneError) return cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  if (isFull(cause))
    return new AttuneError("storage-full", `${engine} takes no more: ${words}`, { cause, retryAfterSeconds: 30 });
  return new AttuneError("storage-unavailable", `${engine} does not answer: ${words}`, { cause, retryAfterSeconds: 2 });
}

/** JetStream's words for a stream, or a server, at its limit. */
const fullCodes: ReadonlySet<unknown> = new Set([10_023, 10_047, 10_077]);

export const isFull = (error: unknown): boolean => fullCodes.has((error as { code?: unknown } | null)?.code);

/** JetStream's word for a stream that it does not have, or has not heard of yet. */
const noStreamCode = 10_059;

export const isNoStream = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === noStreamCode;

export const isUnavailable = (error: unknown): boolean => hasCode(error, "storage-unavailable");
