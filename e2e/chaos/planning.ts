import type { Workspace } from "./lane.ts";
import { marksIn, newMark, pieceOf } from "./marks.ts";
import type { ChaosNetwork, Shape } from "./networks/network.ts";
import { NETWORKS } from "./networks.ts";

/** One post on one network. */
export const planOne = (workspace: Workspace, network: ChaosNetwork, shape: Shape) =>
  plan(workspace, [{ network, shape }]);

/** One post on every network, in the n-th combination of their shapes. */
export const planEverywhere = (workspace: Workspace, nth: number, at: Date) =>
  plan(
    workspace,
    NETWORKS.flatMap((network, index) => {
      const shape = network.shapes[(nth + index) % network.shapes.length];
      return shape ? [{ network, shape }] : [];
    }),
    at,
  );

async function plan(
  { studio, library, connections }: Workspace,
  choices: { network: ChaosNetwork; shape: Shape }[],
  at?: Date,
): Promise<number> {
  const media = [
    ...new Map(choices.flatMap(({ shape }) => shape.media(library)).map((item) => [item.id, item])).values(),
  ];
  const targets = choices.map(({ network, shape }) => {
    const mark = newMark();
    const target = shape.target(connections[network.id] ?? "", (piece) => pieceOf(mark, piece));
    if (marksIn(JSON.stringify(target)).length === 0) throw new Error(`${shape.name} has no mark`);
    return { ...target, mediaIds: shape.media(library).map(({ id }) => id) };
  });
  const post = await studio.plan({ text: "", media, targets, ...(at ? { at } : {}) });
  return post.targets.length;
}
