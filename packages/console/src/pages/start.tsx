import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useGet } from "../api/get.ts";
import { useTactics } from "../api/measure.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { firstTactic } from "../guide/first-tactic.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

interface Newest {
  head: number;
  events: Array<{ offset: number; name: string; source: string; identifiers: unknown[] }>;
}

const listenMs = 2_000;

/** The way to a first tactic on one's own site. */
export default function Start() {
  const events = useGet<Newest>("/v1/collect/events?limit=1", listenMs);
  const tactics = useTactics();
  const last = events.data?.events.at(-1);
  return (
    <Page
      title="Your own site"
      lead="Three steps, a quarter of an hour: the snippet, the first event, the first tactic."
      up={{ label: "Guide", route: "#/guide" }}
    >
      <SnippetStep />
      <Panel title="2 · The first event" aside={<a href="#/events">Live events</a>}>
        <p role="status">
          {last === undefined ? (
            <>
              <Pill>Waiting</Pill> Open a page of your site, and allow it where it asks. The event shows here the moment
              it arrives; without a yes none is sent.
            </>
          ) : (
            <>
              <Pill tone="good">Arriving</Pill> The newest event is <strong>{last.name}</strong> from {last.source}.{" "}
              <a href="#/sources">How good they are</a>
            </>
          )}
        </p>
      </Panel>
      <Panel
        title="3 · The first tactic"
        aside={(tactics.data?.length ?? 0) > 0 ? <Pill tone="good">{`${tactics.data?.length} declared`}</Pill> : null}
      >
        <TacticStep />
        {(tactics.data?.length ?? 0) === 0 ? null : (
          <p className={form.note}>
            What next: look at the page <a href="#/preview">as somebody else</a>, see{" "}
            <a href="#/tactics">what the tactic does</a> against those who are held out of it, and go on with{" "}
            <a href="#/guide">the thirty days</a>.
          </p>
        )}
      </Panel>
    </Page>
  );
}

const ways = {
  browser: "A script in your pages",
  segment: "Segment's client, which you have already",
  server: "From a server",
} as const;
type Way = keyof typeof ways;

/** What holds before a visitor of the site has chosen. */
const consents = {
  ask: "Ask with the banner",
  allowed: "Events and personalization are allowed",
  own: "My own consent tool says it",
} as const;
type Consent = keyof typeof consents;

function SnippetStep() {
  const [way, setWay] = useQueryChoice<Way>("way", ["browser", "segment", "server"]);
  const [consent, setConsent] = useQueryChoice<Consent>("consent", ["ask", "allowed", "own"]);
  const [writeKey, setWriteKey] = useState("");
  const address = new URL(".", location.href.replace(/#.*$/, "")).href.replace(/\/$/, "");
  return (
    <Panel title="1 · The snippet">
      <div className={form.stack}>
        <div className={form.row}>
          <Choice label="How events come" of={ways} value={way} onChange={setWay} />
          {way === "browser" ? (
            <Choice label="Before the visitor chooses" of={consents} value={consent} onChange={setConsent} />
          ) : null}
          <TextInput
            className={form.grow ?? ""}
            label="Write key (public)"
            placeholder="wk_… : printed when the server starts"
            value={writeKey}
            onChange={(event) => setWriteKey(event.currentTarget.value)}
            autoComplete="off"
          />
        </div>
        <JsonView value={snippets[way](address, writeKey.trim() || "wk_…", consent)} label="The snippet" />
        {way === "browser" ? (
          <p className={form.note}>
            Style and script stand in the head of every page. Nothing is stored and no event is sent before the visitor
            agrees; until then the page asks for its default content, with an id that is thrown away.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

interface ChoiceProps {
  label: string;
  /** Each choice with its words. */
  of: Readonly<Record<string, string>>;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ label, of, value, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      className={form.grow ?? ""}
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={Object.entries(of).map(([one, words]) => ({ value: one, label: words }))}
    />
  );
}

const snippets: Record<Way, (address: string, writeKey: string, consent: Consent) => string> = {
  browser: (address, writeKey, consent) => `<style>attune-slot { display: flow-root }</style>
<script src="${address}/sdk/attune.js" data-write-key="${writeKey}" data-placements="home-hero"${
    consent === "allowed" ? ' data-consent="analytics personalization"' : ""
  }></script>
${consentLines[consent](address)}
<attune-slot placement="home-hero" height="320">
  <h1 data-attune="headline">What everybody sees otherwise</h1>
</attune-slot>`,
  segment: (address, writeKey) => `import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ writeKey: "${writeKey}", cdnURL: "${address}" });
analytics.page();
analytics.track("Product Viewed", { product_id: "lamp-1", price: 49, currency: "EUR" });`,
  server: (address, writeKey) => `curl ${address}/v1/track -u ${writeKey}: -H 'content-type: application/json' \\
  -d '{"userId":"ada","event":"Product Viewed","properties":{"product_id":"lamp-1","price":49,"currency":"EUR"}}'`,
};

const consentLines: Record<Consent, (address: string) => string> = {
  ask: (address) => `<script src="${address}/sdk/notices.js" defer></script>
<script>addEventListener("DOMContentLoaded", () => attuneNotices.showBanner(attune))</script>
`,
  allowed: () => "",
  own: () => `<script>
  // Wherever your consent tool tells what the visitor chose:
  // attune.consent.choose({ analytics: true, personalization: true });
</script>
`,
};

function TacticStep() {
  const playbook = usePlaybookText();
  const [placementId, setPlacementId] = useState("home-hero");
  const [headline, setHeadline] = useState("");
  const [visitor, setVisitor] = useState<"new" | "returning">("new");
  const isReady = placementId.trim() !== "" && headline.trim() !== "";
  return (
    <div className={form.stack}>
      <p className={form.note}>
        A first tactic: other words for new or for returning visitors, in one place of one page. A tenth of them is held
        out, so that you see what it does.
      </p>
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ""}
          label="Place on the page"
          value={placementId}
          onChange={(event) => setPlacementId(event.currentTarget.value)}
        />
        <NativeSelect
          label="For"
          value={visitor}
          onChange={(event) => setVisitor(event.currentTarget.value as "new" | "returning")}
          data={[
            { value: "new", label: "New visitors" },
            { value: "returning", label: "Returning visitors" },
          ]}
        />
        <TextInput
          className={form.grow ?? ""}
          label="What it says"
          placeholder="New here? 30 days to try it at home"
          value={headline}
          onChange={(event) => setHeadline(event.currentTarget.value)}
        />
      </div>
      {isReady ? (
        <Answer query={playbook} lines={1}>
          {({ text, revision }) => (
            <PlaybookChange
              text={firstTactic(text, { placementId: placementId.trim(), headline: headline.trim(), visitor })}
              from={revision}
              note="The first tactic"
            />
          )}
        </Answer>
      ) : (
        <div>
          <Button disabled>Look at what it changes</Button>
        </div>
      )}
    </div>
  );
}
