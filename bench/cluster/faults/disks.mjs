/** File systems of their own, each in a file, that can be made to take nothing for a while: a disk that does not answer. Needs root, losetup and fsfreeze. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sizeBytes = 512 * 1024 ** 2;

function run(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr ?? error?.message}`);
}

/** Null where this machine does not let us. */
export function openDisks(count) {
  const directory = mkdtempSync(join(tmpdir(), "attune-disks-"));
  const mounted = [];
  function close() {
    for (const home of mounted) {
      spawnSync("fsfreeze", ["-u", home]);
      spawnSync("umount", ["-l", home]);
    }
    rmSync(directory, { recursive: true, force: true });
  }
  try {
    for (let index = 0; index < count; index++) {
      const image = join(directory, `${index}.img`);
      const home = join(directory, String(index));
      mkdirSync(home);
      run("truncate", "-s", String(sizeBytes), image);
      run("mkfs.ext4", "-q", "-F", image);
      run("mount", "-o", "loop", image, home);
      mounted.push(home);
    }
  } catch (error) {
    close();
    process.stderr.write(`no slow disks here: ${error.message}\n`);
    return null;
  }
  return {
    homes: mounted.map((home) => join(home, "data")),
    stop: (index) => run("fsfreeze", "-f", mounted[index]),
    goOn: (index) => run("fsfreeze", "-u", mounted[index]),
    close,
  };
}
