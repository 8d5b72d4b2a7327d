import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { type FeedOrder, type FeedResult, useFeed } from "../api/catalogue.ts";
import { formatCount } from "../format/number.ts";
import form from "../parts/form.module.css";
import { Allowed } from "../parts/not-for-role.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";

const formats = [
  { value: "", label: "Told by its content" },
  { value: "csv", label: "A table (CSV)" },
  { value: "shopify-csv", label: "Shopify, CSV" },
  { value: "shopify-json", label: "Shopify, JSON" },
  { value: "google-xml", label: "Google Merchant, XML" },
  { value: "google-tsv", label: "Google Merchant, TSV" },
];

/** A file of items: what it would do, first, then the doing of it. */
export function CatalogueFile() {
  const feed = useFeed();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState("");
  const [complete, setComplete] = useState(false);
  /** What is said of another file, or of the same one read otherwise, is not said of this one. */
  const changing =
    <T,>(put: (value: T) => void) =>
    (value: T) => {
      put(value);
      feed.reset();
    };
  const send = (dryRun: boolean) => {
    if (file !== null) feed.mutate({ file, format, complete, dryRun } satisfies FeedOrder);
  };
  const isForeseen = feed.data?.dryRun === true;
  return (
    <Panel title="Take in a file" aside="CSV, Shopify's CSV or JSON, Google Merchant's XML or TSV">
      <Allowed to="edit">
        <div className={form.stack}>
          <p className={form.note}>
            Items that are there are replaced, others added. A shop that sends its feed by itself uses{" "}
            <code>attune catalog load</code>, or the API.
          </p>
          <label className={form.choice}>
            The file{" "}
            <input type="file" onChange={(event) => changing(setFile)(event.currentTarget.files?.[0] ?? null)} />
          </label>
          <div className={form.row}>
            <NativeSelect
              label="What it is"
              value={format}
              data={formats}
              onChange={(event) => changing(setFormat)(event.currentTarget.value)}
            />
            <label className={form.choice}>
              <input
                type="checkbox"
                checked={complete}
                onChange={(event) => changing(setComplete)(event.currentTarget.checked)}
              />{" "}
              It is all there is: take out what is not in it
            </label>
          </div>
          <div className={form.buttons}>
            <Button disabled={file === null} loading={feed.isPending} variant="default" onClick={() => send(true)}>
              See what it would change
            </Button>
            {isForeseen ? (
              <Button loading={feed.isPending} onClick={() => send(false)}>
                Take it in
              </Button>
            ) : null}
          </div>
          {feed.error ? <Trouble error={feed.error} /> : null}
          {feed.data === undefined ? null : <Outcome result={feed.data} />}
        </div>
      </Allowed>
    </Panel>
  );
}

function Outcome({ result: { dryRun, stored, added, changed, removed, refused, reasons } }: { result: FeedResult }) {
  const same = stored - added - changed;
  const parts = [
    `${formatCount(added)} new`,
    `${formatCount(changed)} changed`,
    `${formatCount(same)} as they are`,
    `${formatCount(removed)} taken out`,
    `${formatCount(refused)} refused`,
  ];
  return (
    <div className={form.stack} role="status">
      <p>
        <strong>{dryRun ? "It would be so:" : "Done:"}</strong> {parts.join(", ")}.{" "}
        {dryRun ? "Nothing has changed yet." : "Decisions go by it from now on."}
      </p>
      {reasons.length === 0 ? null : (
        <ul className={form.list} aria-label="What was refused">
          {reasons.slice(0, 20).map(({ line, reason }) => (
            <li key={`${line} ${reason}`}>
              Line {line}: {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
