import { AttuneError, hasCode } from "@attune/model/errors";
import type { JsonObject } from "@attune/model/json";
import type {
  PlaybookApplied,
  PlaybookCheck,
  PlaybookDocument,
  PlaybookFinding,
  PlaybookPlan,
} from "@attune/model/playbook-report";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import { stringify } from "yaml";
import { type Configuration, readConfiguration } from "../config/read-configuration.ts";
import { writeConfiguration } from "../config/write-configuration.ts";
import type { Instance } from "../instance/instance.ts";
import { keepText } from "../instance/load-configuration.ts";
import { capturedBaselines } from "./captured-baselines.ts";
import { checkBooks } from "./check-books.ts";
import { checkConversations } from "./check-conversations.ts";
import { checkLimits } from "./check-limits.ts";
import { checkPlaybook } from "./check-playbook.ts";
import { checkRemoval } from "./check-removal.ts";
import { checkRunning } from "./check-running.ts";
import { checkSensitive } from "./check-sensitive.ts";
import { withAccepted } from "./finding.ts";
import { peopleTouched } from "./people-touched.ts";
import { playbookChanges } from "./playbook-changes.ts";
import { playbookDocument } from "./playbook-document.ts";
import { playbookFacts } from "./playbook-facts.ts";
import { planReach } from "./reach/plan-reach.ts";
import { createRevisions, type Revisions } from "./revisions.ts";

export interface ChangeOrder {
  /** YAML, or the same as JSON. */
  file: string | JsonObject;
  author: string;
  note: string;
  /** Refused with `conflict` where another revision runs by now. */
  expected?: number;
  /** Codes of errors that the author accepts. */
  accept: string[];
}

/** Where a running playbook is read and changed: one change at a time, each of them whole or not at all. */
export interface PlaybookDesk {
  /** The text that runs and its revision; 0 where it is in no history. */
  present(): Promise<{ revision: number; text: string }>;
  history(before: number | null, limit: number): Promise<PlaybookRevision[]>;
  revision(number: number): Promise<PlaybookRevision>;
  check(file: string | JsonObject, accept: string[]): Promise<PlaybookCheck>;
  plan(file: string | JsonObject): Promise<PlaybookPlan>;
  document(): Promise<PlaybookDocument>;
  apply(order: ChangeOrder): Promise<PlaybookApplied>;
  /** Makes an earlier revision run again, as a new one. */
  rollback(to: number, order: Omit<ChangeOrder, "file">): Promise<PlaybookApplied>;
}

export function createPlaybookDesk(instance: Instance): PlaybookDesk {
  let last: Promise<unknown> = Promise.resolve();

  const revisions = (): Revisions => createRevisions(instance.engine.stores.definitions);
  const running = (): Configuration => ({ business: instance.engine.business(), playbook: instance.engine.playbook });

  /** A currency that nobody declares is that of the first priced event: no change. */
  function runningBeside(next: Configuration): Configuration {
    const { business, playbook } = running();
    return { business: next.business.currency === null ? { ...business, currency: null } : business, playbook };
  }

  async function findingsOf(configuration: Configuration, accept: readonly string[]): Promise<PlaybookFinding[]> {
    const facts = await playbookFacts(instance.engine, configuration.playbook, instance.clock());
    const { playbook, experiments } = instance.engine;
    const findings = [
      ...checkRemoval(playbook, configuration.playbook),
      ...checkBooks(instance.engine.business(), configuration.business),
      ...checkLimits(configuration.playbook),
      ...checkPlaybook(configuration, facts, instance.clock()),
      ...checkRunning(configuration.playbook, experiments.list(), playbook),
      ...checkSensitive(configuration.playbook, instance.engine.catalogue.categories()),
      ...(await checkConversations(configuration.playbook, instance.engine.journeys?.channels() ?? null)),
    ];
    return withAccepted(findings, accept);
  }

  async function check(file: string | JsonObject, accept: string[]): Promise<PlaybookCheck> {
    const configuration = readOrFinding(textOf(file));
    if ("finding" in configuration) return checked([configuration.finding], null);
    return checked(await findingsOf(configuration, accept), configuration);
  }

  async function put(order: ChangeOrder, how: Pick<PlaybookRevision, "source" | "restores">): Promise<PlaybookApplied> {
    const { engine } = instance;
    const text = textOf(order.file);
    const next = readConfiguration(text);
    const before = await revisions().latest();
    if (order.expected !== undefined && order.expected !== (before?.revision ?? 0)) {
      throw new AttuneError("conflict", whyNotExpected(before, order.expected), { path: "expected" });
    }
    const findings = await findingsOf(next, order.accept);
    refuseErrors(findings);
    const changes = playbookChanges(runningBeside(next), next);
    if (before !== undefined && before.text === text) return applied(before, false, changes, findings);
    const accepted = findings.flatMap(({ severity, code, acceptable }) =>
      severity === "warning" && (acceptable === true || code === "models-override") ? [code] : [],
    );
    const baselines = await capturedBaselines(engine, next.playbook, before?.baselines ?? {}, instance.clock());
    let kept: PlaybookRevision | undefined;
    await engine.applyPlaybook(next, async () => {
      kept = await revisions().add({
        at: instance.clock(),
        author: order.author,
        note: order.note,
        text,
        ...how,
        ...(accepted.length === 0 ? {} : { accepted: [...new Set(accepted)] }),
        ...(Object.keys(baselines).length === 0 ? {} : { baselines }),
      });
    });
    if (instance.dataDirectory !== null) await keepText(instance.dataDirectory, text);
    return applied(kept!, true, changes, findings);
  }

  /** Changes wait for one another. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  }

  async function revision(number: number): Promise<PlaybookRevision> {
    const found = await revisions().get(number);
    if (found === undefined) throw new AttuneError("not-found", `There is no revision ${number} of the playbook.`);
    return found;
  }

  return {
    async present() {
      const latest = await revisions().latest();
      return latest === undefined
        ? { revision: 0, text: writeConfiguration(running()) }
        : { revision: latest.revision, text: latest.text };
    },
    history: (before, limit) => revisions().list(before, limit),
    revision,
    check,
    async plan(file) {
      const configuration = readConfiguration(textOf(file));
      const { engine } = instance;
      const from = (await revisions().latest())?.revision ?? 0;
      const changes = playbookChanges(runningBeside(configuration), configuration);
      return {
        schema: "attune.playbook.plan/1",
        from,
        changes,
        people: await peopleTouched(engine, configuration.playbook),
        reach: await planReach(engine, configuration.playbook, changes, instance.clock(), `plan/${from}`),
        check: await check(file, []),
      };
    },
    async document() {
      const latest = await revisions().latest();
      const findings = () => findingsOf(running(), latest?.accepted ?? []);
      return playbookDocument(instance.engine, latest, findings, instance.clock());
    },
    apply: (order) => inTurn(() => put(order, { source: "apply" })),
    rollback: (to, order) =>
      inTurn(async () => put({ ...order, file: (await revision(to)).text }, { source: "rollback", restores: to })),
  };
}

function whyNotExpected(now: PlaybookRevision | undefined, expected: number): string {
  if (now === undefined) return `No revision was applied yet, so ${expected} cannot be what this was made from.`;
  const { revision, author, at, note } = now;
  const what = `Revision ${revision} by ${author} of ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `${what}${note === "" ? "" : ` (${note})`} runs by now, not ${expected}: applying this would undo it. Bring your change over to what runs (\`attune playbook export\`), or say that revision ${revision} is expected (\`--expected ${revision}\`).`;
}

function textOf(file: string | JsonObject): string {
  return typeof file === "string" ? file : stringify(file, { lineWidth: 140 });
}

function readOrFinding(text: string): Configuration | { finding: PlaybookFinding } {
  try {
    return readConfiguration(text);
  } catch (error) {
    if (!hasCode(error, "bad-request")) throw error;
    const { message, path = "" } = error as AttuneError;
    return { finding: { severity: "error", code: "not-readable", path, message } };
  }
}

function checked(findings: PlaybookFinding[], configuration: Configuration | null): PlaybookCheck {
  const sections = configuration === null ? [] : Object.entries(configuration.playbook);
  return {
    schema: "attune.playbook.check/1",
    ok: findings.every(({ severity }) => severity !== "error"),
    findings,
    counts: Object.fromEntries(
      sections.flatMap(([name, value]) =>
        typeof value === "object" && value !== null ? [[name, Object.keys(value).length]] : [],
      ),
    ),
  };
}

function refuseErrors(findings: readonly PlaybookFinding[]): void {
  const error = findings.find(({ severity }) => severity === "error");
  if (error === undefined) return;
  const how = error.acceptable === true ? ` To apply it nevertheless, accept ${error.code}.` : "";
  throw new AttuneError("bad-request", `${error.path || "the playbook"}: ${error.message}${how}`, { path: error.path });
}

function applied(
  { text: _text, ...revision }: PlaybookRevision,
  isNew: boolean,
  changes: PlaybookApplied["changes"],
  findings: PlaybookFinding[],
): PlaybookApplied {
  return { schema: "attune.playbook.applied/1", isNew, revision, changes, findings };
}
