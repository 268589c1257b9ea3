import { instagram } from "./networks/instagram.ts";
import type { ChaosNetwork } from "./networks/network.ts";
import { onlyfans } from "./networks/onlyfans.ts";
import { reddit } from "./networks/reddit.ts";
import { threads } from "./networks/threads.ts";
import { tiktok } from "./networks/tiktok.ts";
import { x } from "./networks/x.ts";

/** Every network that is put under chaos. */
export const NETWORKS: readonly ChaosNetwork[] = [instagram, tiktok, reddit, threads, x, onlyfans];
