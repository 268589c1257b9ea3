import type { SandboxControl } from "#e2e/sandbox/client.ts";
import { fixture } from "#e2e/sandbox/testing/app-double.ts";
import type { TestSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { sandboxUrls } from "#server/config/platforms.ts";
import { systemClock } from "#server/core/clock.ts";
import { sha256Base64Url, sha256Hex } from "#server/core/hmac.ts";
import type { Clock } from "#server/core/ports.ts";
import { createHttp } from "#server/http/http.ts";
import type {
  OAuthPlatform,
  PlatformAccount,
  PlatformSession,
  PublishMedia,
  Tokens,
} from "#server/platforms/platform.ts";
import { createPlatforms, platformDefinitions } from "#server/platforms/platforms.ts";
import { silentLog } from "./log.ts";

const VERIFIER = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

export interface Login {
  session: PlatformSession;
  tokens: Tokens;
  accounts: PlatformAccount[];
}

export interface SandboxPlatform {
  /** `oauth` is there for networks with a login page. */
  platform: OAuthPlatform;
  control: SandboxControl;
  /** Every line the platform and its calls wrote. */
  log: ReturnType<typeof silentLog>;
  /** A whole login of an account: consent, code, tokens. */
  login(flavor: string, account: string, scopes?: string[]): Promise<Login>;
  /** A fixture as publishing hands it over: real bytes, at an address the sandbox can fetch. */
  media(name: string, bytes?: Buffer<ArrayBuffer>): PublishMedia;
}

/** The product's own platform code with the product's own HTTP client, pointed at a running sandbox. */
export function sandboxPlatform(sandbox: TestSandbox, id: string): SandboxPlatform {
  const definition = platformDefinitions.find((one) => one.id === id);
  if (!definition) throw new Error(`no platform ${id} in server/platforms/registry.ts`);
  const { urls, sandboxClients } = definition.setup;
  const log = silentLog();
  const http = createHttp({ clock: systemClock, log });
  const clock: Clock = systemClock;
  const settings = {
    [id]: { mode: "sandbox" as const, clients: sandboxClients, urls: sandboxUrls(urls, sandbox.url) },
  };
  const platform = createPlatforms(settings, { http, clock, log }).get(id) as OAuthPlatform;
  const redirectUri = `${sandbox.app.url}/auth/${id}/callback`;
  return {
    platform,
    control: sandbox.control,
    log,
    async login(flavor, account, scopes) {
      const challengeOf = platform.oauth.pkce === "s256" ? sha256Base64Url : sha256Hex;
      const codeChallenge = await challengeOf(VERIFIER);
      const authorizeUrl = platform.oauth.authorizeUrl({ flavor, state: "S", redirectUri, codeChallenge });
      const redirectTo = await sandbox.control.consent({
        authorizeUrl,
        account,
        ...(scopes ? { scopes } : {}),
      });
      const code = new URL(redirectTo).searchParams.get("code") ?? "";
      const { tokens, accounts } = await platform.oauth.exchange({
        flavor,
        code,
        redirectUri,
        codeVerifier: VERIFIER,
      });
      return { tokens, accounts, session: sessionOf(flavor, tokens, accounts[0]) };
    },
    media: (name, bytes = fixture(name) as Buffer<ArrayBuffer>) => mediaOf(sandbox, name, bytes),
  };
}

const sessionOf = (
  flavor: string,
  tokens: Tokens,
  account: PlatformAccount | undefined,
): PlatformSession => ({
  flavor,
  externalId: account?.externalId ?? "",
  accessToken: tokens.accessToken,
  scopes: tokens.scopes,
  meta: account?.meta ?? {},
});

function mediaOf(sandbox: TestSandbox, name: string, bytes: Buffer<ArrayBuffer>): PublishMedia {
  const video = name.endsWith(".mp4");
  return {
    id: name,
    kind: video ? "video" : "image",
    contentType: video ? "video/mp4" : "image/jpeg",
    bytes: bytes.length,
    width: 1080,
    height: video ? 1920 : 1350,
    ...(video ? { durationMs: 3_000 } : {}),
    altText: "A cup",
    url: async () => sandbox.app.media(name),
    read: async (start, end) => new Uint8Array(bytes.subarray(start, end + 1)),
  };
}
