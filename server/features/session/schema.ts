import { z } from "zod";

export const ROLES = ["owner", "admin", "editor", "viewer"] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

export const locale = z.enum(["en", "fr"]);
export const sessionOutput = z.object({
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    locale,
    operator: z.boolean(),
  }),
  workspace: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  role,
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role })),
});
export type SessionOutput = z.infer<typeof sessionOutput>;
export const switchWorkspaceInput = z.object({ workspaceId: z.string().max(64) });
export const updateProfileInput = z.object({ name: z.string().trim().min(1).max(120), locale });
