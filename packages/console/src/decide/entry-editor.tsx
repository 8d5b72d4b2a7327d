import { usePlaybookText } from "../api/playbook.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Panel } from "../parts/panel.tsx";
import { PlaybookChange } from "./playbook-change.tsx";
import { withEntry, withoutEntry } from "./with-entry.ts";

interface EntryEditorProps {
  /** Such as `["tactics", "welcome"]`; the last is empty while nobody has named it. */
  path: readonly string[];
  /** What is to stand there; null while it is not complete. */
  entry: unknown;
  /** What is still missing, in words. */
  missing: string;
  /** It is there already, so that it can be taken out. */
  isThere: boolean;
  note: string;
}

/** The end of every form of the playbook: what the change would do, then putting it in place; or taking the entry out. */
export function EntryEditor({ path, entry, missing, isThere, note }: EntryEditorProps) {
  const playbook = usePlaybookText();
  return (
    <>
      <Panel title="What it would change">
        <Answer query={playbook} lines={1}>
          {({ text, revision }) =>
            entry === null || path.at(-1) === "" ? (
              <p className={form.note}>{missing}</p>
            ) : (
              <PlaybookChange text={withEntry(text, path, entry)} from={revision} note={note} />
            )
          }
        </Answer>
      </Panel>
      {isThere ? (
        <Panel title="Take it out">
          <Answer query={playbook} lines={1}>
            {({ text, revision }) => (
              <PlaybookChange text={withoutEntry(text, path)} from={revision} note={`${note}: taken out`} />
            )}
          </Answer>
        </Panel>
      ) : null}
    </>
  );
}
