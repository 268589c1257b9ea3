import { describe, expect, it } from "vitest";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import { loadConfig } from "./load.ts";

const generatedSecrets = {
  AUTH_SECRET: "generated-auth-secret-0123456789abcdef",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  CRON_SECRET: "generated-cron-secret-0123456789abcdef",
  WORKER_SECRET: "generated-worker-secret-0123456789abcdef",
};
const load = (env: Record<string, string> = {}) => loadConfig(env, { generatedSecrets });

describe("platforms", () => {
  const meta = { id: "1234567890123456", secret: "0123456789abcdef0123456789abcdef" };

  it("without credentials speak to the sandbox with its public clients", () => {
    const { instagram, tiktok } = load().platforms;
    expect(instagram).toEqual({
      mode: "sandbox",
      clients: {
        "facebook-login": {
          clientId: "sandbox-facebook-app",
          clientSecret: "sandbox-facebook-secret-0123456789abcdef",
        },
        "instagram-login": {
          clientId: "sandbox-instagram-app",
          clientSecret: "sandbox-instagram-secret-0123456789abcdef",
        },
      },
      urls: {
        graphFacebook: "http://127.0.0.1:3001/graph.facebook.com",
        wwwFacebook: "http://127.0.0.1:3001/www.facebook.com",
        graphInstagram: "http://127.0.0.1:3001/graph.instagram.com",
        apiInstagram: "http://127.0.0.1:3001/api.instagram.com",
        wwwInstagram: "http://127.0.0.1:3001/www.instagram.com",
        rupload: "http://127.0.0.1:3001/rupload.facebook.com",
      },
      settings: {},
      redirectUri: "http://localhost:3000/auth/instagram/callback",
      webhookSecrets: [
        { id: "facebook-login", secret: "sandbox-facebook-secret-0123456789abcdef" },
        { id: "instagram-login", secret: "sandbox-instagram-secret-0123456789abcdef" },
      ],
      webhookVerifyToken: "sandbox-verify-token",
    });
    expect(tiktok).toMatchObject({
      mode: "sandbox",
      urls: {
        api: "http://127.0.0.1:3001/open.tiktokapis.com",
        www: "http://127.0.0.1:3001/www.tiktok.com",
      },
      redirectUri: "http://localhost:3000/auth/tiktok/callback",
    });
  });

  it.each([
    ["INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET", "instagram-login"],
    ["INSTAGRAM_CLIENT_ID", "INSTAGRAM_CLIENT_SECRET", "instagram-login"],
    ["INSTAGRAM_APP_ID", "INSTAGRAM_CLIENT_SECRET", "instagram-login"],
    ["FACEBOOK_APP_ID", "FACEBOOK_APP_SECRET", "facebook-login"],
  ])("%s and %s make Instagram live by %s", (id, secret, flavor) => {
    const { instagram } = load({ [id]: meta.id, [secret]: meta.secret }).platforms;
    expect(instagram).toMatchObject({
      mode: "live",
      clients: { [flavor]: { clientId: meta.id, clientSecret: meta.secret } },
      urls: { graphFacebook: "https://graph.facebook.com", rupload: "https://rupload.facebook.com" },
      webhookVerifyToken: null,
    });
    expect(Object.keys(instagram?.clients ?? {})).toEqual([flavor]);
  });

  it("offers both logins of Instagram where both apps are given", () => {
    const env = {
      INSTAGRAM_APP_ID: meta.id,
      INSTAGRAM_APP_SECRET: meta.secret,
      FACEBOOK_APP_ID: "9876543210987654",
      FACEBOOK_APP_SECRET: "fedcba9876543210fedcba9876543210",
    };
    expect(Object.keys(load(env).platforms.instagram?.clients ?? {})).toEqual([
      "facebook-login",
      "instagram-login",
    ]);
  });

  it("keeps the sandbox for the network that has no credentials, and starts none when all have", () => {
    const instagram = { INSTAGRAM_APP_ID: meta.id, INSTAGRAM_APP_SECRET: meta.secret };
    const tiktok = { TIKTOK_CLIENT_KEY: "aw123", TIKTOK_CLIENT_SECRET: "secret" };
    expect(load(instagram).sandbox.enabled).toBe(true);
    const signIn = {
      GOOGLE_CLIENT_ID: "1-a.apps.googleusercontent.com",
      GOOGLE_CLIENT_SECRET: "GOCSPX-secret",
      GITHUB_CLIENT_ID: "Iv1.0123456789abcdef",
      GITHUB_CLIENT_SECRET: "secret",
    };
    const networks = platformDefinitions.flatMap(({ setup }) => Object.entries(setup.variables));
    const examples = Object.fromEntries(networks.map(([name, { example }]) => [name, example]));
    expect(load({ ...examples, ...signIn }).sandbox.enabled).toBe(false);
    expect(load(tiktok).platforms.tiktok).toMatchObject({
      mode: "live",
      clients: { "login-kit": { clientId: "aw123", clientSecret: "secret" } },
      urls: { api: "https://open.tiktokapis.com", www: "https://www.tiktok.com" },
      webhookSecrets: [{ id: "login-kit", secret: "secret" }],
    });
  });

  it("accepts a webhook secret beside the apps' own, and the redirect and verify token that were registered", () => {
    const { instagram, tiktok } = load({
      INSTAGRAM_WEBHOOK_SECRET: "hook-secret",
      INSTAGRAM_WEBHOOK_VERIFY_TOKEN: "hello",
      NEXT_PUBLIC_INSTAGRAM_REDIRECT_URI: "https://a.example.com/auth/instagram/callback",
      TIKTOK_WEBHOOK_SECRET: "tt-hook",
      TIKTOK_REDIRECT_URI: "https://a.example.com/back",
    }).platforms;
    expect(instagram?.webhookSecrets.at(-1)).toEqual({ id: "webhook", secret: "hook-secret" });
    expect(instagram?.webhookVerifyToken).toBe("hello");
    expect(instagram?.redirectUri).toBe("https://a.example.com/auth/instagram/callback");
    expect(tiktok?.webhookSecrets.map(({ secret }) => secret)).toContain("tt-hook");
    expect(tiktok?.redirectUri).toBe("https://a.example.com/back");
  });

  it("uses the sandbox that somebody else runs", () => {
    const config = load({ SANDBOX_URL: "http://127.0.0.1:9999/" });
    expect(config.sandbox).toMatchObject({ enabled: true, external: true, url: "http://127.0.0.1:9999" });
    expect(config.platforms.tiktok?.urls.api).toBe("http://127.0.0.1:9999/open.tiktokapis.com");
  });
});
