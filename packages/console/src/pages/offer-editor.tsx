import type { OfferEntry } from "@attune/model/offer";
import { NativeSelect, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { type OfferForm, offerEntry, offerForm } from "../decide/offer-form.ts";
import { entryAt } from "../decide/with-entry.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

export default function OfferEditor() {
  const id = useRoute().query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new offer" : "Change an offer"}
      lead="A promise to one person at a time, with an end and, better, with a budget."
      up={{ label: "Offers", route: "#/offers" }}
    >
      <Answer query={playbook} lines={6}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<OfferEntry>(text, ["offers", id])}
          />
        )}
      </Answer>
    </Page>
  );
}

function Editor({ id, base }: { id: string | null; base: OfferEntry | undefined }) {
  const [began] = useState(base);
  const [fields, setFields] = useState<OfferForm>(() => offerForm(began));
  const typing = (name: keyof OfferForm) => ({
    value: fields[name],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  const offerId = id ?? segmentIdOf(fields.name);
  const entry = offerEntry(fields);
  return (
    <>
      <Panel title="The promise" aside={offerId === "" ? null : <code>{offerId}</code>}>
        <div className={form.row}>
          <TextInput className={form.grow ?? ""} label="Name" {...typing("name")} />
          <NativeSelect
            label="Takes off"
            {...typing("kind")}
            data={[
              { value: "percent", label: "A share, %" },
              { value: "amount", label: "An amount" },
            ]}
          />
          <TextInput label={fields.kind === "percent" ? "%" : "Amount"} inputMode="decimal" {...typing("value")} />
          {fields.kind === "percent" ? (
            <TextInput label="At most, an order" inputMode="decimal" placeholder="open" {...typing("atMost")} />
          ) : null}
          <TextInput label="Code" placeholder={offerId} {...typing("code")} />
          <TextInput label="Holds for, days" inputMode="decimal" {...typing("validDays")} />
          <TextInput label="Orders a person" inputMode="numeric" placeholder="1" {...typing("perPerson")} />
        </div>
      </Panel>
      <Panel title="Its budget" aside="Over all people, channels and placements together">
        <div className={form.row}>
          <TextInput label="People" inputMode="numeric" placeholder="open" {...typing("budgetPeople")} />
          <TextInput label="Amount taken off" inputMode="decimal" placeholder="open" {...typing("budgetAmount")} />
        </div>
        <p className={form.note}>
          An amount as budget needs a most for each order, so that what is still promised can be told. Who has the offer
          keeps it when the budget is used.
        </p>
      </Panel>
      <EntryEditor
        path={["offers", offerId]}
        entry={entry}
        missing="It needs a name and a discount."
        isThere={began !== undefined}
        note={`Offer ${fields.name || offerId}`}
      />
    </>
  );
}
