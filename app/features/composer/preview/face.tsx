import { Avatar } from "@mantine/core";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import classes from "./preview.module.css";

export interface FaceProps {
  connection: Pick<ConnectionOutput, "avatarUrl" | "displayName">;
  size: number;
  /** The coloured circle of an account with stories. */
  ring?: boolean;
}

/** The account's picture; its name stands beside it. */
export function Face({ connection, size, ring = false }: FaceProps) {
  return (
    <span className={classes.face} data-ring={ring || undefined}>
      <Avatar
        src={connection.avatarUrl}
        alt=""
        size={size}
        radius="xl"
        color="iris"
        name={connection.displayName}
        imageProps={{ referrerPolicy: "no-referrer" }}
      />
    </span>
  );
}
