import type { Config, PlatformConfig } from "./config.ts";
import type { Reader } from "./reader.ts";
import type { VariableName } from "./variables.ts";

type Clients = PlatformConfig["clients"];

interface PlatformSource {
  /** Named base addresses of the real network. */
  urls: Record<string, string>;
  redirectUri: VariableName & `${string}_REDIRECT_URI`;
  webhookSecret: VariableName & `${string}_WEBHOOK_SECRET`;
  verifyToken?: "INSTAGRAM_WEBHOOK_VERIFY_TOKEN";
  /** Clients from the environment, by login flavour; empty when there are none. */
  clients(reader: Reader): Clients;
  /** What the sandbox's consent pages know; public on purpose. */
  sandboxClients: Clients;
}

const SANDBOX_VERIFY_TOKEN = "sandbox-verify-token";

const sources: Record<string, PlatformSource> = {
  instagram: {
    urls: {
      graphFacebook: "https://graph.facebook.com",
      wwwFacebook: "https://www.facebook.com",
      graphInstagram: "https://graph.instagram.com",
      apiInstagram: "https://api.instagram.com",
      wwwInstagram: "https://www.instagram.com",
      rupload: "https://rupload.facebook.com",
    },
    redirectUri: "INSTAGRAM_REDIRECT_URI",
    webhookSecret: "INSTAGRAM_WEBHOOK_SECRET",
    verifyToken: "INSTAGRAM_WEBHOOK_VERIFY_TOKEN",
    clients(reader) {
      const instagram = reader.together("INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET");
      const facebook = reader.together("FACEBOOK_APP_ID", "FACEBOOK_APP_SECRET");
      return {
        ...(facebook && {
          "facebook-login": {
            clientId: facebook.FACEBOOK_APP_ID,
            clientSecret: facebook.FACEBOOK_APP_SECRET,
          },
        }),
        ...(instagram && {
          "instagram-login": {
            clientId: instagram.INSTAGRAM_APP_ID,
            clientSecret: instagram.INSTAGRAM_APP_SECRET,
          },
        }),
      };
    },
    sandboxClients: {
      "facebook-login": {
        clientId: "sandbox-facebook-app",
        clientSecret: "sandbox-facebook-secret-0123456789abcdef",
      },
      "instagram-login": {
        clientId: "sandbox-instagram-app",
        clientSecret: "sandbox-instagram-secret-0123456789abcdef",
      },
    },
  },
  tiktok: {
    urls: { api: "https://open.tiktokapis.com", www: "https://www.tiktok.com" },
    redirectUri: "TIKTOK_REDIRECT_URI",
    webhookSecret: "TIKTOK_WEBHOOK_SECRET",
    clients(reader): Clients {
      const app = reader.together("TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET");
      return app
        ? { "login-kit": { clientId: app.TIKTOK_CLIENT_KEY, clientSecret: app.TIKTOK_CLIENT_SECRET } }
        : {};
    },
    sandboxClients: {
      "login-kit": { clientId: "sandbox-tiktok-key", clientSecret: "sandbox-tiktok-secret-0123456789abcdef" },
    },
  },
};

export interface PlatformSurroundings {
  appUrl: string;
  sandboxUrl: string;
  production: boolean;
}

/** Live with real credentials; in the sandbox without, except in production, where such a network is off. */
export function readPlatforms(reader: Reader, around: PlatformSurroundings): Config["platforms"] {
  return Object.fromEntries(
    Object.entries(sources).map(([id, source]) => [id, readPlatform(reader, id, source, around)]),
  );
}

function readPlatform(
  reader: Reader,
  id: string,
  source: PlatformSource,
  { appUrl, sandboxUrl, production }: PlatformSurroundings,
): PlatformConfig {
  const real = source.clients(reader);
  const mode = Object.keys(real).length > 0 ? "live" : production ? "off" : "sandbox";
  const clients = mode === "sandbox" ? source.sandboxClients : real;
  const verifyToken = source.verifyToken && reader.get(source.verifyToken);
  return {
    mode,
    clients,
    urls: mode === "sandbox" ? mapUrls(source.urls, sandboxUrl) : source.urls,
    redirectUri: String(reader.get(source.redirectUri) ?? `${appUrl}/auth/${id}/callback`),
    webhookSecrets: webhookSecrets(clients, reader.get(source.webhookSecret)),
    webhookVerifyToken: verifyToken ?? (mode === "sandbox" ? SANDBOX_VERIFY_TOKEN : null),
  };
}

/** `https://graph.facebook.com` is `<sandbox>/graph.facebook.com` there. */
const mapUrls = (urls: Record<string, string>, sandboxUrl: string): Record<string, string> =>
  Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, `${sandboxUrl}/${new URL(url).host}`]));

/** Networks sign with the app's secret; a webhook secret of its own is accepted beside it. */
function webhookSecrets(clients: Clients, own: unknown): PlatformConfig["webhookSecrets"] {
  const secrets = Object.entries(clients).map(([flavor, client]) => ({
    id: flavor,
    secret: client.clientSecret,
  }));
  return typeof own === "string" ? [...secrets, { id: "webhook", secret: own }] : secrets;
}
