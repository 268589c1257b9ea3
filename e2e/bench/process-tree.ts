import { readdirSync, readFileSync } from "node:fs";

export interface TreeMemory {
  processes: number;
  /** Resident, summed: memory that processes share is counted once per process. */
  rssMb: number;
  /** Proportional: shared memory is divided among those who share it, so the sum is what the machine really gives. */
  pssMb: number;
}

interface Seen {
  pid: number;
  parent: number;
  command: string;
}

/**
 * Memory of a process and all its descendants, and of the PostgreSQL that lives on the given data folder (pg_ctl makes
 * it a child of init). Linux only.
 */
export function treeMemory(root: number, dataDir: string): TreeMemory {
  const seen = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => describe(Number(name)));
  const postmaster = seen.find(({ command }) => command.includes("postgres") && command.includes(dataDir));
  const members = new Set([root, ...(postmaster ? [postmaster.pid] : [])]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of seen)
      if (members.has(parent) && !members.has(pid)) {
        members.add(pid);
        grown = true;
      }
  }
  const sum = (field: string) => [...members].reduce((total, pid) => total + kilobytes(pid, field), 0) / 1024;
  return { processes: members.size, rssMb: Math.round(sum("Rss")), pssMb: Math.round(sum("Pss")) };
}

function describe(pid: number): Seen[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return [{ pid, parent, command }];
  } catch {
    // The process ended while we were reading.
    return [];
  }
}

function kilobytes(pid: number, field: string): number {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(
      readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"),
    );
    return Number(found?.[1] ?? 0);
  } catch {
    return 0;
  }
}
