import { looks } from "#app/ui/networks.ts";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { PlatformLook, PreviewShape } from "#server/platforms/look.ts";
import type { DraftMedia } from "../draft.ts";
import { FeedPost } from "./feed-post.tsx";
import { InboxNote } from "./inbox-note.tsx";
import { Story } from "./story.tsx";
import { TextPost } from "./text-post.tsx";
import { VerticalPost } from "./vertical-post.tsx";

export interface PreviewProps {
  connection: ConnectionOutput;
  kind: string;
  text: string;
  /** The text as the network shows it: more than one where it becomes a thread. */
  parts: string[];
  media: DraftMedia[];
  options: Record<string, string | boolean>;
}

/** Of a network whose folder is gone: a plain card. */
const UNKNOWN: PreviewShape = "feed";

/** How the post will look on one account, as far as a network's ever-changing app can be foretold. */
export function Preview(props: PreviewProps) {
  const look = looks[props.connection.platform];
  const shape = look ? previewShape(look.preview, props.kind) : UNKNOWN;
  switch (shape) {
    case "for-you":
    case "reel":
      return <VerticalPost {...props} look={shape} />;
    case "story":
      return <Story {...props} />;
    case "note":
      return <InboxNote {...props} />;
    case "text":
    case "chat":
      return <TextPost {...props} />;
    case "feed":
      return <FeedPost {...props} />;
  }
}

function previewShape(preview: PlatformLook["preview"], kind: string): PreviewShape {
  return typeof preview === "string" ? preview : (preview.kinds[kind] ?? preview.default);
}
