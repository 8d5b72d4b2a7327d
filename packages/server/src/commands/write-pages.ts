import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Environment } from "../environment.ts";
import { printPdf } from "../report/print-pdf.ts";

/** Writes a report as a page (`--html`) and prints it (`--pdf`), where it was asked for. Throws where no Chromium is found to print with. */
export async function writePages(
  { html, pdf }: { html?: string; pdf?: string },
  page: () => string,
  environment: Environment,
): Promise<void> {
  const at = (name: string) => resolve(environment.workingDirectory, name);
  if (html !== undefined) await writeFile(at(html), page());
  if (pdf !== undefined && !(await printPdf(page(), at(pdf))))
    throw new Error("No Chromium was found to print the PDF with; write --html and print it from a browser.");
}
