import { Button } from "@mantine/core";
import { useGet } from "../api/get.ts";
import type { ForgettingCertificate, ForgottenPlace } from "../api/privacy.ts";
import { useQueryState } from "../app/use-route.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { saveFile } from "../parts/save-file.ts";

const modeWords = { erase: "erased", anonymise: "made nameless, counts kept" } as const;

/** Who was forgotten, when and by whom, and what was found in each place afterwards. */
export default function Forgotten() {
  const [opened, setOpened] = useQueryState("certificate", "");
  const query = useGet<{ certificates: ForgettingCertificate[] }>("/v1/privacy/certificates");
  return (
    <Page
      title="Forgotten people"
      lead="Each order to forget somebody has a certificate: every place where data were, and what was found there afterwards. It names nobody."
      up={{ label: "Profiles", route: "#/profiles" }}
    >
      <Answer query={query} lines={6}>
        {({ certificates }) => {
          const one = certificates.find(({ certificateId }) => certificateId === opened);
          return (
            <>
              {one === undefined ? null : <Certificate certificate={one} />}
              <Panel title="All certificates, newest first">
                {certificates.length === 0 ? (
                  <Empty title="Nobody was forgotten yet">
                    Find a person under Profiles, and choose “Forget this person” on their page.
                  </Empty>
                ) : (
                  <Orders certificates={certificates} onOpen={setOpened} />
                )}
              </Panel>
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function Orders({
  certificates,
  onOpen,
}: {
  certificates: readonly ForgettingCertificate[];
  onOpen: (certificateId: string) => void;
}) {
  const columns: Array<Column<ForgettingCertificate>> = [
    { title: "When", show: ({ askedAt }) => <Moment at={askedAt} />, csv: ({ askedAt }) => askedAt },
    { title: "What", show: ({ mode }) => modeWords[mode], csv: ({ mode }) => mode },
    { title: "By", show: ({ by }) => by, csv: ({ by }) => by },
    {
      title: "Found empty",
      show: ({ complete }) => <Verdict isEmpty={complete} />,
      csv: ({ complete }) => String(complete),
    },
    {
      title: "Certificate",
      show: ({ certificateId }) => (
        <Button variant="default" size="xs" onClick={() => onOpen(certificateId)}>
          Open
        </Button>
      ),
      csv: ({ certificateId }) => certificateId,
    },
  ];
  return (
    <DataTable
      caption="Forgotten people"
      rows={certificates}
      rowKey={({ certificateId }) => certificateId}
      columns={columns}
    />
  );
}

const placeColumns: Array<Column<ForgottenPlace>> = [
  { title: "Place", show: ({ place }) => place, csv: ({ place }) => place },
  { title: "Before", show: ({ before }) => countOr(before), csv: ({ before }) => before, isNumber: true },
  { title: "After", show: ({ after }) => countOr(after), csv: ({ after }) => after, isNumber: true },
  {
    title: "Looked at",
    show: ({ verified }) => (verified === null ? "no look can tell" : <Verdict isEmpty={verified} />),
    csv: ({ verified }) => (verified === null ? "" : String(verified)),
  },
  { title: "What that means", show: ({ told }) => told, csv: ({ told }) => told },
];

const countOr = (count: number | null): string => (count === null ? "–" : formatCount(count));

function Verdict({ isEmpty }: { isEmpty: boolean }) {
  return isEmpty ? <Pill tone="good">nothing left</Pill> : <Pill tone="bad">not yet</Pill>;
}

function Certificate({ certificate }: { certificate: ForgettingCertificate }) {
  const { certificateId, mode, by, askedAt, unreadableAfterMs, complete, places } = certificate;
  return (
    <Panel title={`Certificate ${certificateId}`}>
      <div className={form.stack} role="status">
        <Facts
          facts={[
            ["What", modeWords[mode]],
            ["By", by],
            ["Asked", <Moment key="asked" at={askedAt} />],
            ["Unreadable after", `${formatCount(unreadableAfterMs)} ms`],
            ["Every place", <Verdict key="verdict" isEmpty={complete} />],
          ]}
        />
        <DataTable
          caption={`Certificate ${certificateId}`}
          rows={places}
          rowKey={({ place }) => place}
          columns={placeColumns}
        />
        <div>
          <Button
            variant="default"
            onClick={() =>
              saveFile(`certificate-${certificateId}.json`, "application/json", JSON.stringify(certificate, null, 2))
            }
          >
            Save the certificate (JSON)
          </Button>
        </div>
      </div>
    </Panel>
  );
}
