import { z } from "zod";

export const ROLES = ["owner", "admin", "editor", "viewer"] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** Ids of people, sessions, workspaces, members and invitations. */
export const identityId = z.string().regex(/^[\w-]{1,64}$/);

/** One line of text that a person typed: trimmed, not empty, storable. */
export const lineOfText = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !text.includes("\0"));

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
export const switchWorkspaceInput = z.object({ workspaceId: identityId });
export const updateProfileInput = z.object({ name: lineOfText(120), locale });

/** One place where the person is signed in. */
export const deviceOutput = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  userAgent: z.string(),
  address: z.string(),
  signedInAt: z.date(),
  expiresAt: z.date(),
});
/** Accounts elsewhere that sign a person in. */
export const signInProvider = z.enum(["google", "github"]);
export const securityOutput = z.object({
  twoFactorEnabled: z.boolean(),
  /** False for who came by an account elsewhere and never set one. */
  hasPassword: z.boolean(),
  providers: z.array(z.object({ id: z.string(), provider: signInProvider, linkedAt: z.date() })),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), addedAt: z.date() })),
  /** Where the person is signed in, the newest first. */
  devices: z.array(deviceOutput),
});
export type SecurityOutput = z.infer<typeof securityOutput>;
export const sessionIdInput = z.object({ sessionId: identityId });
export const accountIdInput = z.object({ accountId: identityId });
