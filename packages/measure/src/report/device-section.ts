import { escapeText } from "@attune/charts/svg-element";
import type { DeviceReport } from "@attune/model/effect-experiment";
import { isUndetermined } from "@attune/model/undetermined";
import { percent } from "./report-numbers.ts";

/** Devices of the first exposure against those of the orders, and what devices that were never linked may hide. */
export function deviceSection({ cells, unlinkedShare, bias }: DeviceReport): string {
  if (cells.length === 0) return "";
  const orderDevices = [...new Set(cells.flatMap(({ orders }) => orders.map(({ device }) => device)))].sort();
  const rows = cells.map(({ arm, exposureDevice, people, orders }) => {
    const counts = orderDevices.map((device) => {
      const cell = orders.find((one) => one.device === device);
      return `<td>${(cell?.orders ?? 0).toLocaleString("en")}</td>`;
    });
    return `<tr><td>${escapeText(arm)}</td><td>${named(exposureDevice)}</td><td>${people.toLocaleString("en")}</td>${counts.join("")}</tr>`;
  });
  const heads = orderDevices.map((device) => `<th>orders on ${named(device)}</th>`);
  const share = isUndetermined(unlinkedShare)
    ? escapeText(unlinkedShare.undetermined.reason)
    : `${percent(unlinkedShare, 1)} of the people never named a user id: their devices cannot be linked.`;
  const hidden = isUndetermined(bias) ? bias.undetermined.reason : bias.message;
  return `<section class="detail"><h2>Devices</h2><p>Where people were first exposed, and where they ordered. Effects by device stand among the segments; harm on phones is one of the checks.</p>
<table><thead><tr><th>group</th><th>first exposed on</th><th>people</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>
<p>${share} ${escapeText(hidden)}</p></section>`;
}

function named(device: string): string {
  return device === "" ? "an unknown device" : escapeText(device);
}
