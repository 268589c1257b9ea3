import { NETWORKS } from "#e2e/sandbox/networks.ts";

/**
 * The sandbox's tokens and secrets carry names of their own, which its networks tell. Wherever one turns up in what a process prints, a secret
 * has leaked: into a log, an error, a stack.
 */
const CANARIES = NETWORKS.flatMap(({ clients, tokenPrefixes }) => [
  ...tokenPrefixes,
  ...Object.values(clients).map(({ clientSecret }) => clientSecret.replace(/[0-9a-f]+$/, "")),
]);
const LONGEST = Math.max(...CANARIES.map((canary) => canary.length));

export interface CanaryScan {
  feed(chunk: string): void;
  /** What was found, each with a little of what stood before it; never the secret itself. */
  found: string[];
}

/** Watches a stream of output; a canary cut in two by chunks is seen as well. */
export function scanForCanaries(): CanaryScan {
  let tail = "";
  const found: string[] = [];
  return {
    found,
    feed(chunk) {
      const text = tail + chunk;
      for (const canary of CANARIES)
        for (let at = text.indexOf(canary); at >= 0; at = text.indexOf(canary, at + 1))
          found.push(`${canary}… after «${text.slice(Math.max(0, at - 60), at)}»`);
      tail = text.slice(-(LONGEST - 1));
    },
  };
}

/** Throws when a secret was printed. */
export function assertNoCanary(scan: CanaryScan): void {
  if (scan.found.length > 0) throw new Error(`a secret was printed:\n${[...new Set(scan.found)].join("\n")}`);
}
