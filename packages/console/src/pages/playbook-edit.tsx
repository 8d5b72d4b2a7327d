import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { saveFile } from "../parts/save-file.ts";

export default function PlaybookEdit() {
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title="Edit the playbook"
      lead="Change the text, look at what it would change and for how many people, then put it in place. Nothing runs before that, and every change can be undone."
      up={{ label: "Playbook", route: "#/playbook" }}
    >
      <Answer query={playbook} lines={12}>
        {({ text, revision }) => <Editor running={text} revision={revision} />}
      </Answer>
    </Page>
  );
}

function Editor({ running, revision }: { running: string; revision: number }) {
  // What the edit began from stays while somebody else changes what runs: applying then is refused, and says so.
  const [began, setBegan] = useState({ text: running, revision });
  const [text, setText] = useState(running);
  const isBehind = began.revision !== revision && text !== running;
  const beginAnew = () => {
    setBegan({ text: running, revision });
    setText(running);
  };
  return (
    <>
      <Panel title="attune.yaml" aside={`Revision ${began.revision}`}>
        <div className={form.stack}>
          {isBehind ? (
            <p role="status" className={form.note}>
              Revision {revision} runs by now.{" "}
              <Button variant="subtle" size="compact-sm" onClick={beginAnew}>
                Begin from it
              </Button>
            </p>
          ) : null}
          <Textarea
            aria-label="The playbook's text"
            classNames={{ input: form.code ?? "" }}
            rows={26}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            spellCheck={false}
          />
          <div className={form.buttons}>
            <Button variant="default" size="xs" disabled={text === running} onClick={beginAnew}>
              Back to what runs
            </Button>
            <Button variant="default" size="xs" onClick={() => saveFile("attune.yaml", "application/yaml", text)}>
              Save as a file
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title="What it would change">
        <PlaybookChange text={text} from={began.revision} />
      </Panel>
    </>
  );
}
