import { useGet } from "../api/get.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { entryAt } from "../decide/with-entry.ts";
import { broughtBy, withTemplate } from "../decide/with-template.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

/** As `GET /v1/journeys/templates` answers it. */
interface JourneyTemplate {
  templateId: string;
  summary: string;
  yaml: string;
}

/** Journeys ready to be taken over; the one that is looked at stands in the address. */
export default function JourneyTemplates() {
  const chosen = useRoute().query.get("template");
  const templates = useGet<{ templates: JourneyTemplate[] }>("/v1/journeys/templates");
  const playbook = usePlaybookText();
  return (
    <Page
      title="Ready journeys"
      lead="Each brings its messages and what else it needs. Take one over, then change it in its form."
      up={{ label: "Journeys", route: "#/journeys" }}
    >
      <Answer query={playbook} lines={6}>
        {({ text, revision }) => (
          <Answer query={templates} lines={6}>
            {({ templates: found }) =>
              found.map((template) => (
                <Template
                  key={template.templateId}
                  template={template}
                  text={text}
                  revision={revision}
                  isChosen={template.templateId === chosen}
                />
              ))
            }
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

interface TemplateProps {
  template: JourneyTemplate;
  text: string;
  revision: number;
  isChosen: boolean;
}

function Template({ template: { templateId, summary, yaml }, text, revision, isChosen }: TemplateProps) {
  const isThere = entryAt(text, ["journeys", templateId]) !== undefined;
  return (
    <Panel title={humanize(templateId)} aside={isThere ? <Pill tone="good">In the playbook</Pill> : null}>
      <div className={form.stack}>
        <p>{summary}</p>
        <p className={form.note}>
          It brings{" "}
          {broughtBy(yaml)
            .map(({ section, ids }) => `${section} ${ids.join(", ")}`)
            .join("; ")}
          . What is there by the same name stays.
        </p>
        {isChosen ? (
          <>
            <JsonView value={yaml} label={`Text of ${templateId}`} />
            <PlaybookChange
              text={withTemplate(text, yaml)}
              from={revision}
              note={`Journey ${templateId}, from the ready ones`}
            />
          </>
        ) : (
          <div className={form.buttons}>
            <LinkButton href={`#/journey-templates?template=${encodeURIComponent(templateId)}`}>Look at it</LinkButton>
            {isThere ? (
              <LinkButton href={`#/journey-editor?id=${encodeURIComponent(templateId)}`}>Change it</LinkButton>
            ) : null}
          </div>
        )}
      </div>
    </Panel>
  );
}
