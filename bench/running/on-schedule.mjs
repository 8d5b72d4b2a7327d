/**
 * Open loop: of each stream a request leaves when it is due, whether or not the ones before have come back, so that late answers do not slow the sender
 * down. Resolves when all have come back, with how many of each stream were sent.
 * @param streams `{ perSecond, send(n) }` each
 */
export async function onSchedule(streams, ms) {
  const pending = [];
  const sent = streams.map(() => 0);
  const from = performance.now();
  while (performance.now() - from < ms) {
    const elapsed = (performance.now() - from) / 1000;
    streams.forEach(({ perSecond, send }, i) => {
      for (; sent[i] < elapsed * perSecond; sent[i]++) pending.push(send(sent[i]));
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return sent;
}
