import type { MediaOutput } from "#server/features/media/schema.ts";
import type { PostOutput, TargetInput } from "#server/features/posts/schema.ts";
import type { ApiClient } from "./api-client.ts";

/** A creator at work: what tests do over and over through the public API. */
export interface Studio {
  /** Logs in at the sandbox's network as this account and returns the connection's id. */
  connect(platform: string, flavor: string, account?: string): Promise<string>;
  /** Writes a post and plans it; throws with the issues when it is refused. */
  plan(input: { text: string; media: MediaOutput[]; targets: TargetInput[]; at?: Date }): Promise<PostOutput>;
}

export function createStudio(client: ApiClient, sandboxUrl: string): Studio {
  return {
    async connect(platform, flavor, account) {
      const authorizeUrl = await client.redirectOf(`/auth/${platform}?flavor=${flavor}`);
      const answer = await fetch(`${sandboxUrl}/control/consent`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ authorizeUrl, decision: "allow", ...(account ? { account } : {}) }),
      });
      const { redirectTo } = (await answer.json()) as { redirectTo?: string };
      if (!redirectTo) throw new Error(`no consent at ${platform}: ${answer.status}`);
      const landed = new URL(await client.redirectOf(redirectTo));
      const connected = landed.searchParams.get("connected");
      if (!connected) throw new Error(`${platform} was not connected: ${landed.search}`);
      return connected;
    },
    async plan({ text, media, targets, at = new Date() }) {
      const { post } = await client.trpc.posts.save.mutate({
        text,
        mediaIds: media.map(({ id }) => id),
        targets,
        timeZone: "UTC",
      });
      const planned = await client.trpc.posts.schedule.mutate({
        postId: post.id,
        revision: post.revision,
        scheduledAt: at,
      });
      if (planned.post.state === "draft") throw new Error(`refused: ${JSON.stringify(planned.issues)}`);
      return planned.post;
    },
  };
}

export const instagramReel = (connectionId: string): TargetInput => ({
  connectionId,
  kind: "reel",
  text: null,
  options: { share_to_feed: true },
});

export const instagramImage = (connectionId: string): TargetInput => ({
  connectionId,
  kind: "image",
  text: null,
  options: {},
});

export const tiktokVideo = (connectionId: string): TargetInput => ({
  connectionId,
  kind: "video",
  text: null,
  options: {
    privacy_level: "PUBLIC_TO_EVERYONE",
    disable_comment: false,
    disable_duet: false,
    disable_stitch: false,
  },
});

export const instagramCarousel = (connectionId: string): TargetInput => ({
  ...instagramImage(connectionId),
  kind: "carousel",
});

export const tiktokPhoto = (connectionId: string): TargetInput => ({
  connectionId,
  kind: "photo",
  text: null,
  options: { privacy_level: "PUBLIC_TO_EVERYONE", disable_comment: true, auto_add_music: false },
});
