import { type Comparison, compareMeans } from "@attune/measure/experiment/compare-means";
import { compareProportions } from "@attune/measure/experiment/compare-proportions";
import { type PowerQuestion, powerPlan } from "@attune/measure/experiment/power-plan";
import { metricSpecOf } from "@attune/measure/metric/metric-spec-of";
import type { CsvExperiment } from "@attune/measure/table/experiment-from-csv";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { type ExperimentWords, experimentQuestion } from "../report/experiment-question.ts";
import { readExperiment } from "../report/read-experiment.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";
import { bytesOf } from "./imports.ts";

const closed = { additionalProperties: false };
const word = Type.String({ minLength: 1 });
const words = Type.Array(word, { maxItems: 1_000 });

const experimentBody = Type.Object(
  {
    unit: Type.Optional(word),
    variant: word,
    control: word,
    metric: Type.Optional(words),
    metrics: Type.Optional(
      Type.Array(word, { description: "Ids of metrics of the playbook, which name their columns." }),
    ),
    covariate: Type.Optional(words),
    rest: Type.Optional(words),
    winsorize: Type.Optional(word),
    segment: Type.Optional(words),
    cluster: Type.Optional(word),
    strata: Type.Optional(word),
    factorial: Type.Optional(word),
    triggered: Type.Optional(word),
    date: Type.Optional(word),
    stages: Type.Optional(word),
    split: Type.Optional(word),
    method: Type.Optional(Type.Enum(["fixed", "sequential", "group-sequential", "bayesian"])),
    alpha: Type.Optional(word),
    correction: Type.Optional(Type.Enum(["holm", "bh", "none"])),
    family: Type.Optional(Type.Enum(["all", "primary-apart"])),
    margin: Type.Optional(words),
    prior: Type.Optional(word),
    plannedUnits: Type.Optional(word),
    looks: Type.Optional(word),
    spending: Type.Optional(Type.Enum(["obrien-fleming", "pocock"])),
    tuning: Type.Optional(word),
    data: Type.Optional(Type.String({ description: "The file's name, as the report tells it." })),
    csv: Type.Optional(Type.String({ description: "The file itself, where it is small: the answer is the report." })),
  },
  { ...closed, description: "The options of `attune measure experiment`, as they are written there." },
);

const count = Type.Object({ successes: Type.Integer({ minimum: 0 }), n: Type.Integer({ minimum: 1 }) }, closed);
const sums = Type.Object(
  { n: Type.Number({ minimum: 2 }), sum: Type.Number(), sumSquares: Type.Number({ minimum: 0 }) },
  closed,
);
const liftBody = Type.Union([
  Type.Object({ control: count, personalized: count }, closed),
  Type.Object({ control: sums, personalized: sums }, closed),
]);

const powerBody = Type.Object(
  {
    kind: Type.Optional(Type.Enum(["proportion", "mean", "ratio"])),
    baseline: Type.Number(),
    standardDeviation: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    effect: Type.Optional(Type.Number()),
    power: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
    alpha: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
    ratio: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    dailyVisitors: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    days: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    method: Type.Optional(Type.Enum(["fixed", "sequential", "group-sequential"])),
    looks: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  closed,
);

type ExperimentBody = ExperimentWords & { metrics?: string[]; data?: string; csv?: string };

/** Experiments that were announced and whose file has not come yet; the oldest is forgotten first. */
const maxAnnounced = 1_000;

/** What the commands on files answer, over HTTP: the numbers in the body, or the file after it. */
export function measureFileRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];
  const announced = new Map<string, { question: CsvExperiment; name: string }>();

  app.post<{ Body: Type.Static<typeof liftBody> }>(
    "/v1/measure/lift",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Lift and effect of two counts, or of two sums", body: liftBody },
    },
    async ({ body }) => ({ schema: "attune.measure.lift/1", ...liftOf(body) }),
  );

  app.post<{ Body: Omit<PowerQuestion, "kind"> & { kind?: PowerQuestion["kind"] } }>(
    "/v1/measure/power",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Sample size, duration and smallest detectable effect", body: powerBody },
    },
    async ({ body }) => powerPlan({ ...body, kind: body.kind ?? "proportion" }),
  );

  app.post<{ Body: ExperimentBody }>(
    "/v1/measure/experiments",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Judge an experiment: with `csv` answers the report; without, the id under which its file is sent",
        body: experimentBody,
      },
    },
    async (request) => {
      const { metrics = [], csv, data: name = "file", ...asked } = request.body;
      const question = experimentQuestion(asked, metrics.map(playbookMetric));
      if (csv !== undefined) return readExperiment(oneChunk(csv), question, name, () => {});
      const experimentId = `experiment-${request.id}`;
      announced.set(experimentId, { question, name });
      if (announced.size > maxAnnounced) announced.delete(announced.keys().next().value!);
      return { experimentId };
    },
  );

  app.put<{ Params: { id: string } }>(
    "/v1/measure/experiments/:id/file",
    {
      config: { needs: "study", body: "stream" },
      schema: {
        tags,
        summary: "Send the CSV file, gzip or not; answers the job once it has ended, with the report as its result",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const waiting = announced.get(id);
      if (waiting === undefined)
        throw new AttuneError("not-found", `No experiment ${id.slice(0, 100)} waits for a file.`);
      announced.delete(id);
      const source = bytesOf(request);
      instance.jobs.start(
        "experiment",
        "bytes",
        async ({ signal, onProgress }) => {
          const heard = (bytes: number) => {
            signal.throwIfAborted();
            onProgress(bytes, null);
          };
          return (await readExperiment(source, waiting.question, waiting.name, heard)) as unknown as Json;
        },
        id,
      );
      const job = await instance.jobs.ended(id);
      // Who fell silent in the middle is cut off: what came next would be taken for the next request.
      if (job.error?.code === "request-timeout") reply.header("connection", "close");
      // Where it ended early, the rest of the upload is read and thrown away, so that the sender sees the answer.
      request.raw.resume();
      return job;
    },
  );

  function playbookMetric(id: string) {
    const metrics = instance.engine.playbook.metrics ?? [];
    const metric = metrics.find(({ metricId }) => metricId === id);
    if (metric !== undefined) return metricSpecOf(metric);
    throw new AttuneError("bad-request", `The playbook has no metric "${id}".`, { path: "metrics" });
  }
}

function liftOf({ control, personalized }: Type.Static<typeof liftBody>): Comparison {
  if ("successes" in control && "successes" in personalized) {
    for (const [path, { successes, n }] of Object.entries({ control, personalized })) {
      if (successes > n)
        throw new AttuneError("bad-request", `${successes} conversions cannot come from ${n} visitors.`, { path });
    }
    return compareProportions(personalized, control);
  }
  return compareMeans(personalized as Type.Static<typeof sums>, control as Type.Static<typeof sums>);
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
