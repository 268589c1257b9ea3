import type { ChaosNetwork, Commit, Shape } from "./networks/network.ts";
import { NETWORKS } from "./networks.ts";

/** A place where the process dies, and the post that leads there. */
export interface CrashPoint {
  network: ChaosNetwork;
  shape: Shape;
  /** `name:nth` */
  point: string;
  /** Its answer is lost first, so that the point on the way back is reached. */
  lost?: Commit;
}

const around = (kind: "call" | "commit", name: string, nth = 1) => [
  `publish:before:${kind}:${name}:${nth}`,
  `publish:after:${kind}:${name}:${nth}`,
];

/** The same for every post. */
const OPENING = [
  "deliver.claimed:1",
  ...around("commit", "claim"),
  ...around("call", "session"),
  ...around("call", "media"),
];

/** Before and after every call to the network and every commit that is this shape's own. */
function straightWay({ steps, commits }: Shape): string[] {
  const taken = new Map<string, number>();
  const nthOf = (name: string) => {
    taken.set(name, (taken.get(name) ?? 0) + 1);
    return taken.get(name) ?? 1;
  };
  return steps.flatMap((step) => {
    const nth = nthOf(step);
    // The end that a plan names itself is no call.
    if (step === "done") return around("commit", step, nth);
    const arm = commits.some((commit) => commit.step === step) ? around("commit", "arm", nthOf("arm")) : [];
    return [...arm, ...around("call", step, nth), ...around("commit", step, nth)];
  });
}

const wayBack = (shape: Shape) =>
  shape.commits.flatMap((lost) =>
    [...around("call", "reconcile"), ...around("commit", "reconcile")].map((point) => ({ point, lost })),
  );

/** Every fault point on the way of every shape, each once per network. */
export function crashPoints(networks: readonly ChaosNetwork[] = NETWORKS): CrashPoint[] {
  const seen = new Set<string>();
  const first = <T extends CrashPoint>({ network, point, lost }: T) => {
    const key = `${network.id} ${lost?.step ?? ""} ${point}`;
    return !seen.has(key) && seen.add(key);
  };
  const own = networks
    .flatMap((network) =>
      network.shapes.flatMap((shape): CrashPoint[] => [
        ...straightWay(shape).map((point) => ({ network, shape, point })),
        ...wayBack(shape).map((back) => ({ network, shape, ...back })),
      ]),
    )
    .filter(first);
  const opening = OPENING.flatMap((point, index) => {
    const network = networks[index % networks.length];
    const shape = network?.shapes.find(({ media }) => media.length > 0);
    return network && shape ? [{ network, shape, point }] : [];
  });
  return [...opening, ...own];
}
