/** Resolves to whether its promise held; prints what it saw. */
export type Phase = () => Promise<boolean>;

/**
 * `npm run chaos [-- <phase> [options]]`: a phase puts one promise of the product under stress and exits 1 unless it
 * held. Another phase is another line here. Options of `publish`: `--targets 10000 --kills 520 --lanes 2 --seed n`;
 * of `kills`: `--lanes 2 --only <text> --verbose`. A phase of the gateway may be called by its own name.
 */
const PHASES: Record<string, Phase> = {
  /** Ten thousand posts over all networks, disturbed, with kills at any moment. */
  publish: async () => (await import("./publish.ts")).publish(),
  /** A kill before and after every call and commit of publishing, once each. */
  kills: async () => (await import("./kills.ts")).kills(),
  /** Eight refreshers in three processes at one expired grant, a thousand times. */
  "tokens-race": async () => (await import("./tokens-race.ts")).tokensRace(),
  /** A kill at each step of a refresh, a hundred in all. */
  "tokens-kills": async () => (await import("./tokens-kills.ts")).tokensKills(),
  /** A year of a thousand connections, the calendar out now and then. */
  "tokens-year": async () => (await import("./tokens-year.ts")).tokensYear(),
  /** A hundred thousand sealed tokens to a new key while they are read. */
  "tokens-keys": async () => (await import("./tokens-keys.ts")).tokensKeys(),
  /** Fifty thousand webhooks in each of eleven phases: kills, a database that goes away, stores that break, slow bodies. */
  gateway: async () => (await import("./gateway/gateway.ts")).gateway(),
};

const [, , given = "publish"] = process.argv;
const phase = PHASES[given.startsWith("--") ? "publish" : given] ?? (await gatewayPhase(given));
if (!phase) {
  const known = [...Object.keys(PHASES), ...Object.keys(await gatewayPhases())];
  console.error(`no phase ${given}; there are: ${known.join(", ")}`);
  process.exit(2);
}
process.exit((await phase()) ? 0 : 1);

async function gatewayPhases(): Promise<object> {
  return (await import("./gateway/phases.ts")).PHASES;
}

async function gatewayPhase(name: string): Promise<Phase | undefined> {
  if (!Object.hasOwn(await gatewayPhases(), name)) return undefined;
  return async () => (await import("./gateway/gateway.ts")).gateway(name);
}
