import { spawn } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Names under which Chromium is installed. */
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const timeoutMs = 60_000;

/** Prints a self-contained page to a PDF file by a Chromium of this machine. False where none is found; throws where it fails. */
export async function printPdf(html: string, file: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "attune-pdf-"));
  try {
    const page = join(folder, "page.html");
    await writeFile(page, html);
    for (const browser of browsers) {
      const code = await run(browser, [
        "--headless",
        "--disable-gpu",
        "--no-sandbox",
        "--no-pdf-header-footer",
        `--user-data-dir=${join(folder, "profile")}`,
        `--print-to-pdf=${file}`,
        pathToFileURL(page).href,
      ]);
      if (code === "missing") continue;
      if (code === 0 && (await stat(file)).size > 0) return true;
      throw new Error(`${browser} could not print ${file} (exit code ${code})`);
    }
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function run(command: string, args: string[]): Promise<number | "missing"> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore", timeout: timeoutMs });
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve("missing");
      else reject(error);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
