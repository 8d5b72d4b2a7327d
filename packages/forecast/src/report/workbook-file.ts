import { escapeText } from "@attune/charts/svg-element";
import { type Cell, type CellStyle, cellName, type Sheet } from "./workbook.ts";
import { zipArchive } from "./zip-archive.ts";

/** In the order of the style sheet below. */
const styles: readonly CellStyle[] = ["plain", "head", "money", "percent", "number", "input", "note"];

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";

/**
 * The sheets as an .xlsx file. Formulas carry their values, so that viewers which compute nothing show them; spreadsheets compute them anew on opening.
 * Pure: the same sheets give the same bytes.
 * @see ECMA-376, part 1, sections 18.2, 18.3 and 18.8
 */
export function workbookFile(sheets: readonly Sheet[]): Uint8Array {
  const encoder = new TextEncoder();
  const files: [string, string][] = [
    ["[Content_Types].xml", contentTypes(sheets.length)],
    ["_rels/.rels", relationships([["officeDocument", "xl/workbook.xml"]])],
    ["xl/workbook.xml", workbook(sheets)],
    [
      "xl/_rels/workbook.xml.rels",
      relationships([
        ...sheets.map((_, i): [string, string] => ["worksheet", `worksheets/sheet${i + 1}.xml`]),
        ["styles", "styles.xml"],
      ]),
    ],
    ["xl/styles.xml", styleSheet],
    ...sheets.map((sheet, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, worksheet(sheet)]),
  ];
  return zipArchive(files.map(([path, text]) => ({ path, content: encoder.encode(head + text) })));
}

function contentTypes(count: number): string {
  const type = (part: string, of: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${of}+xml"/>`;
  const sheets = Array.from({ length: count }, (_, i) => type(`/xl/worksheets/sheet${i + 1}.xml`, "worksheet"));
  return `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type("/xl/workbook.xml", "sheet.main")}${type("/xl/styles.xml", "styles")}${sheets.join("")}</Types>`;
}

function relationships(targets: readonly [string, string][]): string {
  const rows = targets.map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${relations}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packaged}/relationships">${rows.join("")}</Relationships>`;
}

function workbook(sheets: readonly Sheet[]): string {
  const list = sheets.map(({ name }, i) => `<sheet name="${escapeText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  return `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.join("")}</sheets><calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`;
}

const styleSheet = `<styleSheet xmlns="${main}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0;[Red]-#,##0"/><numFmt numFmtId="165" formatCode="0.00%"/></numFmts>
<fonts count="4"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font><font><sz val="10"/><color rgb="FF1F4E9E"/><name val="Calibri"/></font><font><i/><sz val="9"/><color rgb="FF4A5568"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEDF2F7"/></patternFill></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="7"><xf/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="0"/><xf fontId="2" applyFont="1"/><xf fontId="3" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

function worksheet({ cells, widths, frozen }: Sheet): string {
  const rows = new Map<number, { column: number; xml: string }[]>();
  for (const { row, column, cell } of cells.values()) {
    const list = rows.get(row) ?? [];
    list.push({ column, xml: cellXml(cellName(row, column), cell) });
    rows.set(row, list);
  }
  const lines = [...rows]
    .sort(([a], [b]) => a - b)
    .map(
      ([row, list]) =>
        `<row r="${row + 1}">${list
          .toSorted((a, b) => a.column - b.column)
          .map(({ xml }) => xml)
          .join("")}</row>`,
    );
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  const topLeft = cellName(frozen.rows, frozen.columns);
  const pane = `<pane xSplit="${frozen.columns}" ySplit="${frozen.rows}" topLeftCell="${topLeft}" state="frozen"/>`;
  return `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

function cellXml(name: string, { content, style }: Cell): string {
  const at = `<c r="${name}" s="${styles.indexOf(style)}"`;
  if (typeof content === "string")
    return `${at} t="inlineStr"><is><t xml:space="preserve">${escapeText(withoutControls(content))}</t></is></c>`;
  if (typeof content === "number") return `${at}><v>${content}</v></c>`;
  return `${at}><f>${escapeText(content.formula)}</f><v>${content.value}</v></c>`;
}

/** XML has no way to hold control characters but tab and line breaks. */
function withoutControls(text: string): string {
  return [...text].filter((char) => char >= " " || char === "\t" || char === "\n").join("");
}
