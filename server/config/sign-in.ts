import type { Config, SignInProviderConfig } from "./config.ts";
import { type PlatformSurroundings, sandboxUrls } from "./platforms.ts";
import type { Reader } from "./reader.ts";

/** Base addresses of the real providers, by names of ours. */
const GOOGLE_URLS = {
  accounts: "https://accounts.google.com",
  token: "https://oauth2.googleapis.com",
  certs: "https://www.googleapis.com",
};
const GITHUB_URLS = { www: "https://github.com", api: "https://api.github.com" };

/** What the sandbox's consent pages know; public on purpose. */
const SANDBOX_CLIENTS = {
  google: {
    clientId: "sandbox-google-app.apps.googleusercontent.com",
    clientSecret: "sandbox-google-secret-0123456789abcdef",
  },
  github: { clientId: "Iv1.sandboxgithub01", clientSecret: "sandbox-github-secret-0123456789abcdef" },
};

type Client = { clientId: string; clientSecret: string };

/** Sign-in providers: live with credentials; without them in the sandbox, or off in production. */
export function readSignIn(reader: Reader, around: PlatformSurroundings): Config["signIn"] {
  const google = reader.together("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET");
  const github = reader.together("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET");
  return {
    google: provider(
      "google",
      GOOGLE_URLS,
      reader.get("GOOGLE_REDIRECT_URI"),
      around,
      google && {
        clientId: google.GOOGLE_CLIENT_ID,
        clientSecret: google.GOOGLE_CLIENT_SECRET,
      },
    ),
    github: provider(
      "github",
      GITHUB_URLS,
      undefined,
      around,
      github && {
        clientId: github.GITHUB_CLIENT_ID,
        clientSecret: github.GITHUB_CLIENT_SECRET,
      },
    ),
  };
}

function provider(
  id: "google" | "github",
  urls: Record<string, string>,
  redirectUri: string | undefined,
  { appUrl, sandboxUrl, production }: PlatformSurroundings,
  real: Client | undefined,
): SignInProviderConfig {
  const mode = real ? "live" : production ? "off" : "sandbox";
  return {
    mode,
    ...(real ?? SANDBOX_CLIENTS[id]),
    urls: mode === "sandbox" ? sandboxUrls(urls, sandboxUrl) : urls,
    redirectUri: redirectUri ?? `${appUrl}/api/auth/callback/${id}`,
  };
}
