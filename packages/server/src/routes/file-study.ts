import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import type { TSchema } from "typebox";
import type { Instance } from "../instance/instance.ts";
import type { JobContext } from "../jobs/jobs.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";
import { arrivedFile, createAnnouncedFiles } from "../study/announced-files.ts";
import { runStudy } from "../study/run-study.ts";
import type { Study } from "../study/study.ts";

/** A study that learns from the store, or from a file that is sent after its options. */
export interface FileStudy<Body> {
  /** Under which it is posted; its file goes to `<path>/:id/file`. */
  path: string;
  /** Of the job; the answer that waits for a file names its id `<kind>Id`. */
  kind: string;
  tags: string[];
  summary: string;
  body: TSchema;
  /** The work, where the options ask for what the store holds; null where a file follows. Throws where they make no sense. */
  fromStore(body: Body): ((signal: AbortSignal) => Promise<Json>) | null;
  /** The study of the file. */
  ofFile(body: Body, table: { path: string }): Study;
}

/** The two routes of such a study; each answers a job. */
export function fileStudyRoutes<Body>(app: FastifyInstance, { jobs }: Instance, study: FileStudy<Body>): void {
  const { path, kind, tags, summary, body: schema } = study;
  const announced = createAnnouncedFiles<Body>();

  app.post<{ Body: unknown }>(
    path,
    { config: { needs: "study" }, schema: { tags, summary, body: schema } },
    async (request) => {
      const body = request.body as Body;
      const work = study.fromStore(body);
      if (work !== null) return jobs.start(kind, "studies", ({ signal }) => work(signal));
      const id = `${kind}-${request.id}`;
      announced.announce(id, body);
      return { [`${kind}Id`]: id };
    },
  );

  app.put<{ Params: { id: string } }>(
    `${path}/:id/file`,
    {
      config: { needs: "study", body: "stream" },
      schema: {
        tags,
        summary: "Send the CSV file, gzip or not; answers the job",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request) => {
      const body = announced.take(request.params.id);
      const file = await arrivedFile(request);
      const asked = await file.unlessRefused(() => study.ofFile(body, { path: file.path }));
      const work = ({ signal }: JobContext) => file.during(() => runStudy(asked, signal));
      return jobs.start(kind, "studies", work, request.params.id);
    },
  );
}
