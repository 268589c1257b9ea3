import { existsSync, readdirSync } from "node:fs";
import type { NetworkDefinition } from "./core/network.ts";

/** Files beside the networks that are the sandbox itself. */
const OWN = ["app.ts", "client.ts", "main.ts", "networks.ts", "secrets.ts", "server.ts", "world.ts"];

/** Every network the sandbox speaks for: `<id>.ts` and `<id>/network.ts` of this folder, in the order of their ids. */
export const NETWORKS: readonly NetworkDefinition[] = await Promise.all(networkFiles().map(load));

function networkFiles(): string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.isDirectory())
        return existsSync(`${import.meta.dirname}/${entry.name}/network.ts`) && entry.name !== "core"
          ? [`${entry.name}/network.ts`]
          : [];
      const code = /^[a-z0-9-]+\.ts$/.test(entry.name);
      return code && !OWN.includes(entry.name) ? [entry.name] : [];
    })
    .sort();
}

/** Throws when the file exports no network named as its place is: it would be missing without a word. */
async function load(file: string): Promise<NetworkDefinition> {
  const id = file.replace(/(\/network)?\.ts$/, "");
  const exported: Record<string, unknown> = await import(/* @vite-ignore */ `./${file}`);
  const network = Object.values(exported).find((value) => (value as Partial<NetworkDefinition>)?.id === id);
  if (network === undefined) throw new Error(`e2e/sandbox/${file} exports no network with the id ${id}`);
  return network as NetworkDefinition;
}
