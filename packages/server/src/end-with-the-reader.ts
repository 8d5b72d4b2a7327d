/**
 * Who reads a command's answer may have enough of it (`attune … | head -1`): then there is nothing left to do, which is no failure. What is told beside the answer,
 * on standard error, may go unread.
 */
export function endWithTheReader({ stdout, stderr, exit }: Pick<NodeJS.Process, "stdout" | "stderr" | "exit">): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    exit(0);
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
