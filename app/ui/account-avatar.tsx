import { Avatar } from "@mantine/core";
import classes from "./account-avatar.module.css";
import { PlatformMark } from "./platform-mark.tsx";

export interface AccountAvatarProps {
  account: { displayName: string; handle: string; avatarUrl: string | null; platform: string };
  /** Edge in pixels. */
  size?: number;
}

/** The picture of a connected account with its network's mark; the name stands beside it. */
export function AccountAvatar({ account, size = 36 }: AccountAvatarProps) {
  return (
    <span className={classes.frame}>
      <Avatar
        src={account.avatarUrl}
        alt=""
        size={size}
        radius="xl"
        color="iris"
        name={account.displayName || account.handle}
        imageProps={{ referrerPolicy: "no-referrer", loading: "lazy" }}
      />
      <span className={classes.mark}>
        <PlatformMark platform={account.platform} size={Math.round(size * 0.4)} decorative />
      </span>
    </span>
  );
}
