import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { DraftMedia } from "../draft.ts";
import { FeedPost } from "./feed-post.tsx";
import { InboxNote } from "./inbox-note.tsx";
import { Story } from "./story.tsx";
import { VerticalPost } from "./vertical-post.tsx";

export interface PreviewProps {
  connection: ConnectionOutput;
  kind: string;
  text: string;
  media: DraftMedia[];
  options: Record<string, string | boolean>;
}

/** How the post will look on one account, as far as a network's ever-changing app can be foretold. */
export function Preview(props: PreviewProps) {
  switch (`${props.connection.platform}/${props.kind}`) {
    case "instagram/reel":
      return <VerticalPost {...props} look="reel" />;
    case "instagram/story":
      return <Story {...props} />;
    case "tiktok/video":
    case "tiktok/photo":
      return <VerticalPost {...props} look="tiktok" />;
    case "tiktok/inbox":
      return <InboxNote {...props} />;
    default:
      return <FeedPost {...props} />;
  }
}
