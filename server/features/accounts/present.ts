import type { z } from "zod";
import type { TokenRotation } from "#prisma/generated/client.ts";
import { assistedBy } from "#server/platforms/connect.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { AccountsDeps } from "./deps.ts";
import type { ConnectionWithRisk } from "./repo.ts";
import type { ConnectionOutput, connectableOutput, rotationOutput } from "./schema.ts";

/** What can be connected here: networks that are off are named too, so that their absence is no riddle. */
export function presentConnectable(deps: AccountsDeps): z.infer<typeof connectableOutput>[] {
  return platformDefinitions.map(({ id, label }) => {
    const settings = deps.config.platforms[id];
    const platform = deps.platforms.get(id);
    const flavors = platform?.oauth?.flavors ?? [];
    const forms = platform?.connect?.flavors ?? [];
    const offered = flavors.filter((flavor) => settings?.clients[flavor.id] !== undefined);
    return {
      platform: id,
      label,
      mode: settings?.mode ?? "off",
      flavors: offered.map((flavor) => flavor.id),
      forms: forms.map((form) => ({
        flavor: form.id,
        assisted: form.assisted !== undefined,
        fields: form.fields.map((field) => ({ ...field })),
      })),
    };
  });
}

export function presentConnection(deps: AccountsDeps, row: ConnectionWithRisk): ConnectionOutput {
  const rules =
    deps.platforms.get(row.platform)?.oauth?.flavors.find((flavor) => flavor.id === row.flavor)?.scopes ?? [];
  const platform = deps.platforms.get(row.platform);
  const assisted = assistedBy(platform, row.flavor) !== undefined;
  return {
    id: row.id,
    platform: row.platform,
    assisted,
    audience: platform?.audience !== undefined && !assisted,
    flavor: row.flavor,
    externalId: row.externalId,
    handle: row.handle,
    displayName: row.displayName,
    avatarUrl: row.avatarUrl,
    status: row.status,
    statusReason: row.statusReason,
    scopesGranted: row.scopes,
    scopesMissing: rules
      .filter(({ scope }) => !row.scopes.includes(scope))
      .map(({ scope, required, ...rule }) => ({ scope, required, for: rule.for })),
    accessTokenExpiresAt: row.accessTokenExpiresAt,
    tokenIssuedAt: row.tokenIssuedAt,
    lastRefreshedAt: row.lastRefreshedAt,
    nextRefreshAt: row.refreshDueAt,
    grantEndsAt: row.status === "active" ? row.refreshTokenExpiresAt : null,
    postsAtRisk: row.postsAtRisk,
    connectedAt: row.createdAt,
  };
}

export const presentRotation = ({
  id,
  kind,
  fingerprint,
  version,
  detail,
  at,
}: TokenRotation): z.infer<typeof rotationOutput> => ({ id, kind, fingerprint, version, detail, at });
