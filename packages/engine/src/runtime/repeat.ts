/** Runs work again and again, never twice at once, without keeping the process alive. `stop` waits for what is under way. */
export function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  onTrouble: (error: unknown) => void,
): { stop: () => Promise<void> } {
  let underway: Promise<void> | null = null;
  const timer = setInterval(() => {
    underway ??= work()
      .then(() => {}, onTrouble)
      .finally(() => {
        underway = null;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await underway;
    },
  };
}
