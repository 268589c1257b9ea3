import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { Clients, PlatformSetup } from "#server/platforms/setup.ts";
import type { Config, PlatformConfig } from "./config.ts";
import type { Reader } from "./reader.ts";
import type { VariableName } from "./variables.ts";
import { refuseBlank } from "./webhooks.ts";

const SANDBOX_VERIFY_TOKEN = "sandbox-verify-token";

export interface PlatformSurroundings {
  appUrl: string;
  sandboxUrl: string;
  production: boolean;
}

/** Live with real credentials; in the sandbox without, except in production, where such a network is off. */
export function readPlatforms(reader: Reader, around: PlatformSurroundings): Config["platforms"] {
  return Object.fromEntries(
    platformDefinitions.map(({ id, setup }) => [id, readPlatform(reader, id, setup, around)]),
  );
}

function readPlatform(
  reader: Reader,
  id: string,
  setup: PlatformSetup,
  { appUrl, sandboxUrl, production }: PlatformSurroundings,
): PlatformConfig {
  const real = setup.clients(reader);
  if (setup.webhookSecret !== undefined) refuseBlank(reader, setup.webhookSecret as VariableName, production);
  const usable = Object.keys(real).length > 0 || (production && setup.worksWithoutClients === true);
  const mode = usable ? "live" : production ? "off" : "sandbox";
  const clients = mode === "sandbox" ? setup.sandboxClients : real;
  const text = (name: string | undefined): string | undefined => {
    const value = name === undefined ? undefined : reader.get(name as VariableName);
    return value === undefined ? undefined : String(value);
  };
  return {
    mode,
    clients,
    urls:
      mode === "sandbox"
        ? sandboxUrls(setup.urls, sandboxUrl)
        : { ...setup.urls, ...setup.liveUrls?.(reader) },
    settings: setup.settings?.(reader) ?? {},
    redirectUri: text(setup.redirectUri) ?? `${appUrl}/auth/${id}/callback`,
    webhookSecrets: webhookSecrets(clients, text(setup.webhookSecret)),
    webhookVerifyToken: text(setup.verifyToken) ?? (mode === "sandbox" ? SANDBOX_VERIFY_TOKEN : null),
  };
}

/** `https://graph.facebook.com` is `<sandbox>/graph.facebook.com` there. */
export const sandboxUrls = (urls: Record<string, string>, sandboxUrl: string): Record<string, string> =>
  Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, `${sandboxUrl}/${new URL(url).host}`]));

/** Networks sign with the app's secret; a webhook secret of its own is accepted beside it. */
function webhookSecrets(clients: Clients, own: string | undefined): PlatformConfig["webhookSecrets"] {
  const secrets = Object.entries(clients).map(([flavor, client]) => ({
    id: flavor,
    secret: client.clientSecret,
  }));
  return own === undefined ? secrets : [...secrets, { id: "webhook", secret: own }];
}
