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

export function createLifecycle(kit: Kit, state: TikTokState): Lifecycle {
  const wait = () => kit.settings().processingMs * kit.pace;
  const typeOf = (publish: Publish) => (publish.mode === "direct" ? "DIRECT_PUBLISH" : "INBOX_SHARE");

  function schedule(publish: Publish): void {
    if (publish.stage !== "processing") return;
    kit.scheduler.at(`tiktok:${publish.id}`, publish.settleAt ?? 0, () => settle(publish.id));
  }

  function scheduleDecision(post: Post): void {
    if (post.visibility !== "review" || post.decideAt === undefined) return;
    kit.scheduler.at(`tiktok:${post.id}`, post.decideAt, () => decide(post.id, "approve"));
  }

  function fail(publish: Publish, reason: FailReason): void {
    const failed: Publish = { ...publish, stage: "failed", failReason: reason };
    const content = { publish_id: publish.id, reason, publish_type: typeOf(publish) };
    kit.store.commit([
      state.publishes.put(publish.id, failed),
      ...announce(kit, publish.openId, "post.publish.failed", content),
    ]);
    kit.webhooks.start();
  }

  function settle(id: string): void {
    const publish = state.publishes.get(id);
    if (publish?.stage !== "processing") return;
    const reason = reasonToFail(publish);
    if (reason) fail(publish, reason);
    else if (publish.mode === "inbox") deliver(publish);
    else post(publish);
  }

  function reasonToFail(publish: Publish): FailReason | undefined {
    if (state.grants.get(publish.grantId)?.revokedAt !== undefined) return "auth_removed";
    if (publish.failReason) return publish.failReason;
    const judged = publish.mode === "direct" && publish.privacy !== "SELF_ONLY";
    return judged && kit.settings().moderation === "reject" ? "spam_risk" : undefined;
  }

  function deliver(publish: Publish): void {
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

  function post(publish: Publish): void {
    const id = bigId("75", 19);
    const now = kit.clock.now();
    const secret = publish.privacy === "SELF_ONLY";
    const made: Post = {
      id,
      publishId: publish.id,
      openId: publish.openId,
      type: publish.type,
      title: publish.title,
      description: publish.description,
      privacy: publish.privacy,
      media: publish.media,
      postedAt: now,
      visibility: secret ? "private" : "review",
      ...(!secret && kit.settings().moderation !== "manual" && { decideAt: now + wait() }),
    };
    const content = { publish_id: publish.id, publish_type: typeOf(publish) };
    kit.store.commit(
      [
        state.publishes.put(publish.id, { ...publish, stage: "complete", postId: id }),
        state.posts.put(id, made),
        ...announce(kit, publish.openId, "post.publish.complete", content),
      ],
      [effect(kit, publish, "post", id)],
    );
    kit.webhooks.start();
    scheduleDecision(made);
  }

  function decide(postId: string, decision: "approve" | "reject"): boolean {
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

  function transferred(id: string, transfer: Transfer): void {
    const current = kit.closed() ? undefined : state.publishes.get(id);
    if (current?.stage !== "transferring") return;
    const next: Publish = {
      ...current,
      stage: "processing",
      media: transfer.media,
      downloadedBytes: current.source === "PULL_FROM_URL" ? transfer.bytes : 0,
      settleAt: kit.clock.now() + wait(),
      ...(transfer.problem && { failReason: transfer.problem }),
    };
    kit.store.commit([state.publishes.put(id, next)]);
    schedule(next);
  }

  async function pull(publish: Publish): Promise<void> {
    const account = findAccount(publish.openId);
    try {
      transferred(publish.id, await pullMedia(kit.media, publish, account?.maxVideoSeconds ?? 600));
    } catch (error) {
      kit.onError(error);
      transferred(publish.id, { media: [], bytes: 0, problem: "internal" });
    }
  }

  return {
    pull,
    transferred,
    moderate(publishId, decision) {
      const waiting = state.posts
        .values()
        .find((one) => one.publishId === publishId && one.visibility === "review");
      return waiting !== undefined && decide(waiting.id, decision);
    },
    finishDraft(publishId, { title, privacy }) {
      const draft = state.publishes.get(publishId);
      if (draft?.stage !== "inbox") return false;
      post({ ...draft, title, privacy });
      return true;
    },
    cancel(publish) {
      if (publish.stage !== "transferring" && publish.stage !== "processing") return false;
      kit.scheduler.cancel(`tiktok:${publish.id}`);
      fail(publish, "publish_cancelled");
      return true;
    },
    resume() {
      for (const publish of state.publishes.values()) {
        schedule(publish);
        if (publish.stage === "transferring" && publish.source === "PULL_FROM_URL") void pull(publish);
      }
      for (const one of state.posts.values()) scheduleDecision(one);
    },
  };
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
