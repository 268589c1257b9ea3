import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/** How PostgreSQL is run on this machine: as whom, from which folder, with which binaries. */
export interface Host {
  uid: number | undefined;
  gid: number | undefined;
  dataDir: string;
  binaries: { initdb: string; pgCtl: string };
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the system user `postgres`, who must be able to reach both the
 * data folder and the binaries. Where a parent folder is closed to others (a clone under /root), both move to /var/tmp.
 */
export function prepareHost(wanted: string, binaries: { initdb: string; pgCtl: string }): Host {
  const dataDir = path.resolve(wanted);
  if (process.getuid?.() !== 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return { uid: undefined, gid: undefined, dataDir, binaries };
  }
  const { uid, gid } = systemUser();
  letOthersPass(path.dirname(dataDir));
  const home = path.join(
    "/var/tmp",
    `huntaze-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`,
  );
  const host: Host = {
    uid,
    gid,
    dataDir: openToOthers(path.dirname(dataDir)) ? dataDir : path.join(home, "data"),
    binaries: openToOthers(binaries.initdb) ? binaries : copyBinaries(binaries, home),
  };
  letOthersPass(path.dirname(host.dataDir));
  mkdirSync(host.dataDir, { recursive: true, mode: 0o700 });
  chownSync(host.dataDir, uid, gid);
  return host;
}

function systemUser(): { uid: number; gid: number } {
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }).toString());
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], {
      stdio: "ignore",
    });
    return { uid: id("-u"), gid: id("-g") };
  }
}

/** Our own folder may be crossed by the system user, never listed. */
function letOthersPass(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  chmodSync(folder, statSync(folder).mode | 0o011);
}

/** True when every existing folder on the way may be entered by others. */
function openToOthers(target: string): boolean {
  for (let folder = target; ; folder = path.dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function copyBinaries(binaries: { initdb: string; pgCtl: string }, home: string): Host["binaries"] {
  const native = path.resolve(path.dirname(binaries.initdb), "..");
  const copy = path.join(home, "native");
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const moved = (file: string) => path.join(copy, "bin", path.basename(file));
  return { initdb: moved(binaries.initdb), pgCtl: moved(binaries.pgCtl) };
}
