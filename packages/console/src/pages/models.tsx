import { isUndetermined } from "@attune/model/undetermined";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { useJob } from "../api/jobs.ts";
import { type ModelCard, type ServiceEntry, useModels, useRecommenders } from "../api/learn.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Busy } from "../parts/busy.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NoInterval } from "../parts/no-interval.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

export default function Models() {
  return (
    <Page title="Models" lead="What lists are served from, how good it is, what has become stale, and the way back.">
      <Recommenders />
      <Registry />
    </Page>
  );
}

function Recommenders() {
  const status = useRecommenders();
  const training = useJob<object>("/v1/learn/train");
  return (
    <Panel title="In service">
      <div className={form.stack}>
        <Answer query={status}>
          {({ servedModelId, service, card, lastTraining, lastTrainingAt, catalogue, choices, alarms }) => (
            <>
              <p className={form.big}>{whatServes(servedModelId, service)}</p>
              <p className={form.note}>
                {servedModelId === null
                  ? "No model serves yet: lists show what is popular. Training needs people who touched products."
                  : `In service ${service === null ? "" : "because: "}${service?.reasons.join(" ") ?? ""}`}
              </p>
              <Facts
                facts={[
                  ...(servedModelId === null ? [] : [["Model", servedModelId] as const]),
                  ["Since", service === null ? "–" : <Moment key="since" at={service.sinceAt} />],
                  [
                    "Learned from",
                    card === null
                      ? "nothing yet"
                      : `${formatCount(card.data.interactions)} touches of ${formatCount(card.data.items)} items by ${formatCount(card.data.profiles)} people`,
                  ],
                  ["Last training", lastTrainingAt === null ? "never" : <Moment key="last" at={lastTrainingAt} />],
                  ["Trains by itself", choices.everyHours === 0 ? "no" : `every ${choices.everyHours} h`],
                  ["Catalogue", `${formatCount(catalogue.items)} items`],
                ]}
              />
              {lastTraining !== null && isUndetermined(lastTraining as { undetermined?: never }) ? (
                <NotKnown value={lastTraining as never} />
              ) : null}
              {alarms.length === 0 ? (
                <p>
                  <Pill tone="good">No drift</Pill> Behaviour, catalogue and feed are as the model knew them.
                </p>
              ) : (
                <ul className={form.list} aria-label="What has become stale">
                  {alarms.map(({ what, message }) => (
                    <li key={`${what} ${message}`}>
                      <Pill tone="warn">{what}</Pill> {message}
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </Answer>
        {training.isPending ? (
          <Busy what="Training" progress={training.progress} jobId={training.jobId} />
        ) : (
          <Allowed to="train">
            <div>
              <Button variant="default" onClick={() => training.mutate({})}>
                Train now
              </Button>
            </div>
          </Allowed>
        )}
        {training.error ? <Trouble error={training.error} /> : null}
        {training.data ? <p role="status">Trained; the better one serves.</p> : null}
      </div>
    </Panel>
  );
}

function whatServes(servedModelId: string | null, service: ServiceEntry | null): string {
  if (servedModelId === null) return "Popular items";
  return service?.only === undefined
    ? "A trained model"
    : "Likeness from a model; what is popular where lists are personal";
}

function Registry() {
  const models = useModels();
  return (
    <>
      <Panel title="All models">
        <Answer query={models}>
          {({ models: found, service }) =>
            found.length === 0 ? (
              <Empty title="No model is kept yet">
                The first training, or an evaluation that is registered, adds one.
              </Empty>
            ) : (
              <>
                <ModelTable models={found} service={service} />
                <NoInterval>
                  The quality of a model is judged once, on what it had not seen. Whether a list earns more is told by
                  an <a href="#/experiment-builder">experiment</a>, not by the last digit here.
                </NoInterval>
              </>
            )
          }
        </Answer>
      </Panel>
      {(models.data?.service.length ?? 0) > 0 ? <Service service={models.data?.service ?? []} /> : null}
    </>
  );
}

function ModelTable({ models, service }: { models: readonly ModelCard[]; service: readonly ServiceEntry[] }) {
  const serving = new Set([...new Map(service.map((entry) => [entry.slot, entry.modelId])).values()]);
  return (
    <DataTable
      caption="Models"
      rows={[...models].sort((a, b) => b.trainedAt - a.trainedAt)}
      rowKey={({ modelId }) => modelId}
      columns={[
        {
          title: "Model",
          show: ({ modelId }) => (
            <>
              {modelId} {serving.has(modelId) ? <Pill tone="good">Serves</Pill> : null}
            </>
          ),
          csv: ({ modelId }) => modelId,
        },
        { title: "Kind", show: ({ name }) => name, csv: ({ name }) => name },
        {
          title: "Trained",
          show: ({ trainedAt }) => <Moment at={trainedAt} />,
          csv: ({ trainedAt }) => new Date(trainedAt).toISOString(),
        },
        {
          title: "Touches",
          show: ({ data }) => formatCount(data.interactions),
          csv: ({ data }) => data.interactions,
          isNumber: true,
        },
        {
          title: "Quality on what it had not seen",
          show: ({ metrics }) =>
            Object.entries(metrics)
              .slice(0, 3)
              .map(([name, value]) => `${name} ${value.toFixed(3)}`)
              .join(", "),
          csv: ({ metrics }) => JSON.stringify(metrics),
        },
        { title: "After", show: ({ parentId }) => parentId ?? "the first", csv: ({ parentId }) => parentId },
      ]}
    />
  );
}

/** Which model served where since when, with the way back to the one before. */
function Service({ service }: { service: readonly ServiceEntry[] }) {
  const back = useAct<ServiceEntry>();
  const [reason, setReason] = useState("");
  const slots = [...new Set(service.map(({ slot }) => slot))];
  return (
    <Panel title="Who served where">
      <div className={form.stack}>
        <DataTable
          caption="Service of models"
          rows={[...service].reverse()}
          rowKey={({ slot, modelId, sinceAt }) => `${slot} ${modelId} ${sinceAt}`}
          columns={[
            { title: "Place", show: ({ slot }) => slot, csv: ({ slot }) => slot },
            { title: "Model", show: ({ modelId }) => modelId, csv: ({ modelId }) => modelId },
            {
              title: "Since",
              show: ({ sinceAt }) => <Moment at={sinceAt} />,
              csv: ({ sinceAt }) => new Date(sinceAt).toISOString(),
            },
            {
              title: "Because",
              isText: true,
              show: ({ reasons }) => reasons.join(" "),
              csv: ({ reasons }) => reasons.join(" "),
            },
          ]}
        />
        <Allowed to="train">
          <div className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label="Why back (kept with it)"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {slots.map((slot) => (
              <Button
                key={slot}
                variant="default"
                loading={back.isPending}
                disabled={reason.trim() === "" || service.filter((entry) => entry.slot === slot).length < 2}
                onClick={() =>
                  back.mutate({
                    path: `/v1/learn/slots/${encodeURIComponent(slot)}/rollback`,
                    body: { reason: reason.trim() },
                  })
                }
              >
                Back to the one before in {slot}
              </Button>
            ))}
          </div>
        </Allowed>
        {back.error ? <Trouble error={back.error} /> : null}
      </div>
    </Panel>
  );
}
