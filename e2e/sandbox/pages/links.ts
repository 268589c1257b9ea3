import type { World } from "../world.ts";

/** The console's navigation: every network and the mailbox. */
export const navigationLinks = (world: Pick<World, "networks">): { href: string; label: string }[] => [
  ...world.networks.map((network) => ({ href: `/${network.id}`, label: network.label })),
  { href: "/mailbox", label: "Mailbox" },
];
