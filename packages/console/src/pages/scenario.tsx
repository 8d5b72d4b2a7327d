import type { ScenarioFile } from "@attune/model/scenario-file";
import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { parse } from "yaml";
import { RequestError, request } from "../api/request.ts";
import { ScenarioEditor } from "../forecast/scenario-editor.tsx";
import { Busy } from "../parts/busy.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";

/** What a small shop might say, where the store cannot tell yet. */
const typicalShop = { visitorsPerMonth: 10_000, conversion: 0.02, orderValue: 60, marginRate: 0.35 };

export default function Scenario() {
  const draft = useMutation({
    mutationFn: (from: object) =>
      request<{ yaml: string }>("/v1/forecast/scenario-drafts", { method: "POST", body: from }),
  });
  const { mutate } = draft;
  useEffect(() => mutate({ source: "store" }), [mutate]);
  const typed = () => draft.mutate({ source: "numbers", numbers: typicalShop });
  return (
    <Page
      title="Scenario"
      lead="What personalization would be worth: move what you doubt and see at once what becomes of the money. Everything is figured in this page."
    >
      {draft.isPending || draft.isIdle ? (
        <Panel title="A first scenario">
          <Busy what="Drafting it from what your store knows" progress={null} />
        </Panel>
      ) : null}
      {draft.error ? (
        <Panel title="A first scenario">
          <div className={form.stack}>
            {draft.error instanceof RequestError && draft.error.code === "bad-request" ? (
              <Empty title="Your store cannot draft one yet">{draft.error.message}</Empty>
            ) : (
              <Trouble error={draft.error} />
            )}
            <div>
              <Button onClick={typed}>Begin with a typical shop instead</Button>
            </div>
          </div>
        </Panel>
      ) : null}
      {draft.data ? <ScenarioText key={draft.data.yaml} start={draft.data.yaml} /> : null}
    </Page>
  );
}

function ScenarioText({ start }: { start: string }) {
  const [text, setText] = useState(start);
  const [typed, setTyped] = useState(start);
  const read = readScenario(text);
  return (
    <>
      {"refusal" in read ? (
        <Panel title="The file">
          <p role="alert">{read.refusal}</p>
        </Panel>
      ) : (
        <ScenarioEditor key={text} file={read.file} />
      )}
      <Panel title="The file itself" aside="Every number with its source; grade E is nobody's measurement">
        <div className={form.stack}>
          <Textarea
            aria-label="The scenario file (YAML)"
            classNames={{ input: form.code ?? "" }}
            rows={18}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            spellCheck={false}
          />
          <div className={form.buttons}>
            <Button variant="default" disabled={typed === text} onClick={() => setText(typed)}>
              Use this text
            </Button>
          </div>
        </div>
      </Panel>
    </>
  );
}

function readScenario(text: string): { file: ScenarioFile } | { refusal: string } {
  try {
    return { file: parse(text) as ScenarioFile };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : "This is not YAML." };
  }
}
