import { AppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import type { AccountsService, DemandsJudge } from "#server/features/accounts/service.ts";
import type { Actor } from "#server/features/actor.ts";
import type { QuotaGate } from "#server/features/quota/service.ts";
import type { SlotFinder } from "#server/features/slots/service.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Platform } from "#server/platforms/platform.ts";
import { type ConnectionRow, findConnections, findMedia, type MediaRow, type Reader } from "./repo.ts";
import type { Issue, PostContentInput, TargetInput } from "./schema.ts";
import { type Channel, validatePost } from "./validate.ts";
import type { MediaFacts } from "./validate-media.ts";

/** Undefined for a network that is switched off here. */
export type PlatformLookup = (id: string) => Pick<Platform, "label" | "rules" | "oauth"> | undefined;

export interface JudgeDeps {
  log: Log;
  accounts: Pick<AccountsService, "composeOptions"> & Partial<Pick<AccountsService, "demands">>;
  platform: PlatformLookup;
}

/** What everything about posts is given to work with. */
export interface PostsDeps extends JudgeDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
  quota: QuotaGate;
  slots: SlotFinder;
}

/** The rows a post's content points at. */
export interface References {
  connections: ConnectionRow[];
  media: MediaRow[];
}

/** What an account says now, by connection: values of options, and what the place of publication demands. */
export interface AccountAnswers {
  options: Record<string, Record<string, readonly string[]>>;
  demands: Record<string, DemandsJudge>;
}

type Chosen = readonly Pick<TargetInput, "connectionId" | "options">[];

type Pointers = Pick<PostContentInput, "targets" | "mediaIds">;

/** Reads what the content points at. Throws NOT_FOUND for anything that is not of this workspace. */
export async function loadReferences(
  db: Reader,
  workspaceId: string,
  content: Pointers,
): Promise<References> {
  const connectionIds = content.targets.map((target) => target.connectionId);
  const [connections, media] = await Promise.all([
    findConnections(db, workspaceId, connectionIds),
    findMedia(db, workspaceId, content.mediaIds),
  ]);
  if (connections.length < connectionIds.length) throw new AppError("NOT_FOUND", "no such connection");
  if (media.length < content.mediaIds.length) throw new AppError("NOT_FOUND", "no such media");
  return { connections, media };
}

/**
 * What the connected accounts allow now, asked of the networks that say so. A network that cannot be asked is left
 * out: planning goes on, and the network itself judges when the post goes out.
 */
export async function loadAccountOptions(
  deps: JudgeDeps,
  actor: Actor,
  connections: readonly ConnectionRow[],
  targets: Chosen,
): Promise<AccountAnswers> {
  const [options, { demands }] = await Promise.all([
    loadOptions(deps, actor, connections, targets),
    loadDemands(deps, actor, targets),
  ]);
  return { options, demands };
}

/** What the places these targets lead to demand; a place that cannot be asked is left out. */
export async function loadDemands(deps: JudgeDeps, actor: Actor, targets: Chosen): Promise<AccountAnswers> {
  const answers = await Promise.allSettled(
    targets.map(({ connectionId, options }) => deps.accounts.demands?.(actor, connectionId, options)),
  );
  const demands = targets.flatMap(({ connectionId }, index) => {
    const answer = answers[index];
    if (answer?.status === "fulfilled") return answer.value ? [[connectionId, answer.value] as const] : [];
    deps.log.warn("demands unknown", { connectionId, error: answer?.reason });
    return [];
  });
  return { options: {}, demands: Object.fromEntries(demands) };
}

async function loadOptions(
  deps: JudgeDeps,
  actor: Actor,
  connections: readonly ConnectionRow[],
  targets: Chosen,
): Promise<AccountAnswers["options"]> {
  const chosenOf = (id: string) => targets.find(({ connectionId }) => connectionId === id)?.options;
  const asked = connections.filter(
    (connection) =>
      connection.status === "active" &&
      deps
        .platform(connection.platform)
        ?.rules.options.some((option) => option.type === "select" && option.values === "account"),
  );
  const answers = await Promise.allSettled(
    asked.map(({ id }) => deps.accounts.composeOptions(actor, id, chosenOf(id))),
  );
  return Object.fromEntries(
    asked.flatMap((connection, index) => {
      const answer = answers[index];
      if (answer?.status === "fulfilled") return [[connection.id, answer.value.options]];
      deps.log.warn("account options unknown", { connectionId: connection.id, error: answer?.reason });
      return [];
    }),
  );
}

/** Everything that keeps this content from going out, judged by the rules the composer shows. */
export function judge(
  platform: PlatformLookup,
  content: Omit<PostContentInput, "timeZone">,
  references: References,
  when: { scheduledAt: Date | null; now: Date },
  answers: AccountAnswers = { options: {}, demands: {} },
): Issue[] {
  const media = new Map(references.media.map((row) => [row.id, row]));
  return validatePost({
    text: content.text,
    media: content.mediaIds.map((id) => toFacts(media.get(id))),
    targets: content.targets,
    channels: references.connections.map((row) => toChannel(platform, row, answers)),
    ...when,
  });
}

/** `judge` at this moment; a draft has no time that could be wrong. */
export const issuesOf = (
  deps: Pick<PostsDeps, "platform" | "clock">,
  content: PostContentInput,
  references: References,
  scheduledAt: Date | null,
  answers?: AccountAnswers,
): Issue[] => judge(deps.platform, content, references, { scheduledAt, now: deps.clock.now() }, answers);

function toChannel(lookup: PlatformLookup, row: ConnectionRow, answers: AccountAnswers): Channel {
  const platform = lookup(row.platform);
  const scopes = platform?.oauth?.flavors.find((flavor) => flavor.id === row.flavor)?.scopes ?? [];
  const forPublishing = scopes.filter((rule) => rule.for === "publish");
  return {
    connectionId: row.id,
    label: platform?.label ?? row.platform,
    status: row.status,
    grantEndsAt: row.refreshTokenExpiresAt,
    mayPublish: forPublishing.length === 0 || forPublishing.some((rule) => row.scopes.includes(rule.scope)),
    rules: platform?.rules,
    accountOptions: answers.options[row.id],
    demands: answers.demands[row.id],
  };
}

function toFacts(row: MediaRow | undefined): MediaFacts | undefined {
  if (!row || row.deletedAt) return undefined;
  return {
    ...row,
    kind: row.kind === "image" || row.kind === "video" ? row.kind : null,
    bytes: row.bytes === null ? null : Number(row.bytes),
  };
}
