import type { JetStreamLink } from "./jetstream-link.ts";

/** What a node that decides says of its own connections; in words, for people. */
export interface DecisionStoresHealth {
  /** Every master of Redis answers this node. */
  redis: Finding;
  /** A server of JetStream answers this node. */
  jetstream: Finding;
  /** The node's copy of playbook, catalogue and lists has what the writer published. */
  definitions: Finding;
}

interface Finding {
  ok: boolean;
  detail: string;
}

interface Parts {
  link: Pick<JetStreamLink, "connection">;
  answers: () => Promise<void>;
  behind: () => Promise<number>;
}

/** Whoever asks about readiness gives up after some seconds. */
const patienceMs = 1_500;
/** What was published a moment ago is on its way. */
const againAfterMs = 300;

export async function decisionStoresHealth({ link, answers, behind }: Parts): Promise<DecisionStoresHealth> {
  const [redis, jetstream, definitions] = await Promise.all([
    said(answers, "Redis", () => "Every master of Redis answers."),
    said(
      () => link.connection.flush(),
      "JetStream",
      () => `Connected to ${link.connection.getServer()}.`,
    ),
    isWhole(behind),
  ]);
  return { redis, jetstream, definitions };
}

async function said(ask: () => Promise<unknown>, engine: string, words: () => string): Promise<Finding> {
  try {
    await withinPatience(ask());
    return { ok: true, detail: words() };
  } catch (error) {
    return { ok: false, detail: `${engine} does not answer this node: ${wordsOf(error)}` };
  }
}

/** While nobody leads the stream nothing is published either: then the copy is as new as can be. */
async function isWhole(behind: () => Promise<number>): Promise<Finding> {
  try {
    if ((await withinPatience(behind())) > 0) await new Promise((resolve) => setTimeout(resolve, againAfterMs));
    const missing = await withinPatience(behind());
    if (missing > 0) return { ok: false, detail: `This node lacks the newest ${missing} changes of the definitions.` };
    return { ok: true, detail: "The copy of the definitions is up to date." };
  } catch (error) {
    return { ok: true, detail: `Whether the copy of the definitions is up to date is not known: ${wordsOf(error)}` };
  }
}

async function withinPatience<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was heard within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => {});
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
