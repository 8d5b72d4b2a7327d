import type { Json } from "@attune/model/json";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { mostRows, useSqlAnswer, useTables } from "../api/sql.ts";
import { useQueryState } from "../app/use-route.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

const examples = [
  {
    label: "What happened most this month",
    sql: "SELECT name, count() AS events, uniq(profileId) AS people\nFROM events\nWHERE day >= toInt32(today()) - 30\nGROUP BY name\nORDER BY events DESC\nLIMIT 20",
  },
  {
    label: "Revenue by day",
    sql: "SELECT toDate(day) AS on, count() AS orders, round(sum(amountMicros) / 1e6, 2) AS revenue\nFROM events\nWHERE moneyKind = 'order'\nGROUP BY on\nORDER BY on DESC\nLIMIT 30",
  },
  {
    label: "Who was shown what",
    sql: "SELECT tacticId, arm, count() AS opportunities, uniq(profileId) AS people\nFROM exposures\nGROUP BY tacticId, arm\nORDER BY tacticId, arm",
  },
];

/** A question in SQL; it stands in the address, so that it can be handed on. */
export default function Sql() {
  const [asking, setAsking] = useQueryState("q");
  const [text, setText] = useState(asking === "" ? examples[0]!.sql : asking);
  const [asked, setAsked] = useState(0);
  const ask = () => {
    setAsking(text.trim());
    setAsked(asked + 1);
  };
  return (
    <Page
      title="SQL"
      lead="One SELECT over all that happened. Nothing can be written; there are no names and no addresses in these tables."
    >
      <Panel title="The question" aside="ClickHouse's SQL">
        <form
          className={form.stack}
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Textarea
            label="SELECT …"
            classNames={{ input: form.code ?? "" }}
            autosize
            minRows={5}
            maxRows={20}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
            }}
          />
          <div className={form.buttons}>
            <Button type="submit" disabled={text.trim() === ""}>
              Ask
            </Button>
            {examples.map(({ label, sql }) => (
              <Button key={label} variant="default" onClick={() => setText(sql)}>
                {label}
              </Button>
            ))}
          </div>
          <p className={form.note}>
            Ctrl + Enter asks. At most {formatCount(mostRows)} rows, 30 seconds and 1 GiB of memory; longer answers go
            into a file with <code>attune query --file</code>.
          </p>
        </form>
      </Panel>
      {asking === "" ? null : <Found sql={asking} asked={asked} />}
      <Tables />
    </Page>
  );
}

function Found({ sql, asked }: { sql: string; asked: number }) {
  const answer = useSqlAnswer(sql, asked);
  return (
    <Panel title="The answer">
      <Answer query={answer} lines={6}>
        {({ rows, count }) =>
          rows.length === 0 ? (
            <Empty title="No rows">Nothing is like what was asked for.</Empty>
          ) : (
            <div className={form.stack}>
              <Rows rows={rows} />
              <p className={form.note}>{count === 1 ? "1 row" : `${formatCount(count)} rows`}.</p>
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}

type Row = Record<string, Json>;

function Rows({ rows }: { rows: readonly Row[] }) {
  const numbered = rows.map((row, number) => ({ row, number }));
  return (
    <DataTable
      caption="Answer"
      rows={numbered}
      rowKey={({ number }) => String(number)}
      columns={Object.keys(rows[0]!).map((name) => ({
        title: name,
        show: ({ row }: { row: Row }) => told(row[name]),
        csv: ({ row }: { row: Row }) => told(row[name]),
        isNumber: rows.every((row) => row[name] === null || isNumeric(row[name])),
      }))}
    />
  );
}

/** Whole numbers of 64 bits come as text. */
const isNumeric = (value: Json | undefined): boolean =>
  typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value));

function told(value: Json | undefined): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Tables() {
  const tables = useTables();
  return (
    <Panel title="What can be asked">
      <Answer query={tables} lines={4}>
        {({ tables: found }) => (
          <div className={form.stack}>
            {found.map(({ name, about, columns }) => (
              <details key={name}>
                <summary>
                  <code>{name}</code> {about.replaceAll("`", "")}
                </summary>
                <DataTable
                  caption={`Columns of ${name}`}
                  rows={columns}
                  rowKey={(column) => column.name}
                  columns={[
                    { title: "Column", show: (column) => <code>{column.name}</code>, csv: (column) => column.name },
                    { title: "Type", show: ({ type }) => type, csv: ({ type }) => type },
                  ]}
                />
              </details>
            ))}
          </div>
        )}
      </Answer>
    </Panel>
  );
}
