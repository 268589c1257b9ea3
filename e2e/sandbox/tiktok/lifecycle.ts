import { bigId } from "../core/ids.ts";
import { bareNumber } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { NewEffect } from "../core/store.ts";
import { findAccount } from "./accounts.ts";
import { pullMedia, type Transfer } from "./media-rules.ts";
import type { FailReason, Post, Publish, TikTokState } from "./state.ts";
import { announce } from "./webhook.ts";

/** What happens to a publish by itself: transfer → processing → posted (or inbox, or failed) → moderation. */
export interface Lifecycle {
  /** Fetches the media of a PULL_FROM_URL publish. */
  pull(publish: Publish): Promise<void>;
  /** The bytes are here: processing begins. */
  transferred(id: string, transfer: Transfer): void;
  /** Moderation decides. False where nothing waits for it. */
  moderate(publishId: string, decision: "approve" | "reject"): boolean;
  /** The creator finishes a draft from the inbox in the app. */
  finishDraft(publishId: string, input: { title: string; privacy: string }): boolean;
  cancel(publish: Publish): boolean;
  resume(): void;
}

interface Here {
  kit: Kit;
  state: TikTokState;
}

export function createLifecycle(kit: Kit, state: TikTokState): Lifecycle {
  const here = { kit, state };
  return {
    pull: (publish) => pull(here, publish),
    transferred: (id, transfer) => transferred(here, id, transfer),
    moderate(publishId, decision) {
      const waiting = state.posts
        .values()
        .find((one) => one.publishId === publishId && one.visibility === "review");
      return waiting !== undefined && decide(here, waiting.id, decision);
    },
    finishDraft(publishId, { title, privacy }) {
      const draft = state.publishes.get(publishId);
      if (draft?.stage !== "inbox") return false;
      post(here, { ...draft, title, privacy });
      return true;
    },
    cancel(publish) {
      if (publish.stage !== "transferring" && publish.stage !== "processing") return false;
      kit.scheduler.cancel(`tiktok:${publish.id}`);
      fail(here, publish, "publish_cancelled");
      return true;
    },
    resume() {
      for (const publish of state.publishes.values()) {
        schedule(here, publish);
        if (publish.stage === "transferring" && publish.source === "PULL_FROM_URL") void pull(here, publish);
      }
      for (const one of state.posts.values()) scheduleDecision(here, one);
    },
  };
}

const waitMs = ({ kit }: Here): number => kit.settings().processingMs * kit.pace;
const typeOf = (publish: Publish): string => (publish.mode === "direct" ? "DIRECT_PUBLISH" : "INBOX_SHARE");

// Transfer --------------------------------------------------------------------------------------------------------

async function pull(here: Here, publish: Publish): Promise<void> {
  const { kit } = here;
  try {
    const seconds = findAccount(publish.openId)?.maxVideoSeconds ?? 600;
    transferred(here, publish.id, await pullMedia(kit.media, publish, seconds));
  } catch (error) {
    kit.onError(error);
    transferred(here, publish.id, { media: [], bytes: 0, problem: "internal" });
  }
}

function transferred(here: Here, id: string, transfer: Transfer): void {
  const { kit, state } = here;
  const current = kit.closed() ? undefined : state.publishes.get(id);
  if (current?.stage !== "transferring") return;
  const next: Publish = {
    ...current,
    stage: "processing",
    media: transfer.media,
    downloadedBytes: current.source === "PULL_FROM_URL" ? transfer.bytes : 0,
    settleAt: kit.clock.now() + waitMs(here),
    ...(transfer.problem && { failReason: transfer.problem }),
  };
  kit.store.commit([state.publishes.put(id, next)]);
  schedule(here, next);
}

// Processing ------------------------------------------------------------------------------------------------------

function schedule(here: Here, publish: Publish): void {
  if (publish.stage !== "processing") return;
  here.kit.scheduler.at(`tiktok:${publish.id}`, publish.settleAt ?? 0, () => settle(here, publish.id));
}

function settle(here: Here, id: string): void {
  const publish = here.state.publishes.get(id);
  if (publish?.stage !== "processing") return;
  const reason = reasonToFail(here, publish);
  if (reason) fail(here, publish, reason);
  else if (publish.mode === "inbox") deliver(here, publish);
  else post(here, publish);
}

function reasonToFail({ kit, state }: Here, publish: Publish): FailReason | undefined {
  if (state.grants.get(publish.grantId)?.revokedAt !== undefined) return "auth_removed";
  if (publish.failReason) return publish.failReason;
  const judged = publish.mode === "direct" && publish.privacy !== "SELF_ONLY";
  return judged && kit.settings().moderation === "reject" ? "spam_risk" : undefined;
}

function fail({ kit, state }: Here, publish: Publish, reason: FailReason): void {
  const failed: Publish = { ...publish, stage: "failed", failReason: reason };
  const content = { publish_id: publish.id, reason, publish_type: typeOf(publish) };
  kit.store.commit([
    state.publishes.put(publish.id, failed),
    ...announce(kit, publish.openId, "post.publish.failed", content),
  ]);
  kit.webhooks.start();
}

function deliver({ kit, state }: Here, publish: Publish): void {
  const content = { publish_id: publish.id, publish_type: typeOf(publish) };
  kit.store.commit(
    [
      state.publishes.put(publish.id, { ...publish, stage: "inbox" }),
      ...announce(kit, publish.openId, "post.publish.inbox_delivered", content),
    ],
    [effect(kit, publish, "inbox", publish.id)],
  );
  kit.webhooks.start();
}

// The post, and moderation ----------------------------------------------------------------------------------------

function post(here: Here, publish: Publish): void {
  const { kit, state } = here;
  const made = newPost(here, publish);
  const content = { publish_id: publish.id, publish_type: typeOf(publish) };
  kit.store.commit(
    [
      state.publishes.put(publish.id, { ...publish, stage: "complete", postId: made.id }),
      state.posts.put(made.id, made),
      ...announce(kit, publish.openId, "post.publish.complete", content),
    ],
    [effect(kit, publish, "post", made.id)],
  );
  kit.webhooks.start();
  scheduleDecision(here, made);
}

function newPost(here: Here, publish: Publish): Post {
  const { openId, type, title, description, privacy, media } = publish;
  const postedAt = here.kit.clock.now();
  const base = {
    id: bigId("75", 19),
    publishId: publish.id,
    openId,
    type,
    title,
    description,
    privacy,
    media,
    postedAt,
  };
  if (privacy === "SELF_ONLY") return { ...base, visibility: "private" };
  const byItself = here.kit.settings().moderation !== "manual";
  return { ...base, visibility: "review", ...(byItself && { decideAt: postedAt + waitMs(here) }) };
}

function scheduleDecision(here: Here, one: Post): void {
  if (one.visibility !== "review" || one.decideAt === undefined) return;
  here.kit.scheduler.at(`tiktok:${one.id}`, one.decideAt, () => decide(here, one.id, "approve"));
}

function decide({ kit, state }: Here, postId: string, decision: "approve" | "reject"): boolean {
  const waiting = state.posts.get(postId);
  if (waiting?.visibility !== "review") return false;
  kit.scheduler.cancel(`tiktok:${postId}`);
  if (decision === "reject") {
    kit.store.commit([state.posts.put(postId, { ...waiting, visibility: "rejected" })]);
    return true;
  }
  const publish = state.publishes.get(waiting.publishId);
  const content = {
    publish_id: waiting.publishId,
    post_id: bareNumber(postId),
    publish_type: publish ? typeOf(publish) : "DIRECT_PUBLISH",
  };
  kit.store.commit([
    state.posts.put(postId, { ...waiting, visibility: "public" }),
    ...announce(kit, waiting.openId, "post.publish.publicly_available", content),
  ]);
  kit.webhooks.start();
  return true;
}

function effect(kit: Kit, publish: Publish, kind: NewEffect["kind"], remoteId: string): NewEffect {
  return {
    network: kit.network,
    account: publish.openId,
    handle: findAccount(publish.openId)?.username ?? "",
    kind,
    remoteId,
    at: kit.clock.iso(),
    text: [publish.title, publish.description].filter((text) => text !== "").join("\n"),
    mediaCount: publish.media.length,
    publishId: publish.id,
    media: publish.media.map(({ sha256, bytes, contentType }) => ({ sha256, bytes, contentType })),
  };
}
