import type { NetworkDefinition } from "./core/network.ts";
import { instagram } from "./instagram/network.ts";
import { tiktok } from "./tiktok/network.ts";

/** Every network the sandbox speaks for. A new one is a folder and a line here. */
export const NETWORKS: readonly NetworkDefinition[] = [instagram, tiktok];
