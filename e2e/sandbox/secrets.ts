import type { Secrets } from "./core/network.ts";
import { NETWORKS } from "./networks.ts";

/** The sandbox's own clients, as its networks bring them: network → login flavour → credentials. */
export const SANDBOX_CLIENTS: Secrets = Object.fromEntries(NETWORKS.map(({ id, clients }) => [id, clients]));
