import { describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";

const secrets = {
  AUTH_SECRET: "a-secret-for-tests-0123456789-abcdefgh",
  TOKEN_ENCRYPTION_KEY: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
  CRON_SECRET: "a-cron-secret-0123456789",
  WORKER_SECRET: "a-worker-secret-0123456789",
};
const load = (env: Record<string, string> = {}) => loadConfig({ ...secrets, ...env });
const production = {
  NODE_ENV: "production",
  APP_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://h:p@db.example.com:5432/h",
};
const google = { GOOGLE_CLIENT_ID: "1-a.apps.googleusercontent.com", GOOGLE_CLIENT_SECRET: "GOCSPX-secret" };

describe("sign-in providers", () => {
  it("are the sandbox's without credentials, so that signing in works offline", () => {
    const { signIn, sandbox } = load({ PORT: "4000" });
    expect(signIn.google).toMatchObject({
      mode: "sandbox",
      urls: {
        accounts: `${sandbox.url}/accounts.google.com`,
        token: `${sandbox.url}/oauth2.googleapis.com`,
        certs: `${sandbox.url}/www.googleapis.com`,
      },
      redirectUri: "http://localhost:4000/api/auth/callback/google",
    });
    expect(signIn.github).toMatchObject({
      mode: "sandbox",
      urls: { www: `${sandbox.url}/github.com`, api: `${sandbox.url}/api.github.com` },
    });
  });

  it("are off in production without credentials, and never the sandbox", () => {
    const { signIn } = load(production);
    expect([signIn.google.mode, signIn.github.mode]).toEqual(["off", "off"]);
    expect(JSON.stringify(signIn)).not.toContain("127.0.0.1");
  });

  it("are the real ones with credentials, one by one", () => {
    const { signIn } = load({ ...production, ...google });
    expect(signIn.google).toEqual({
      mode: "live",
      clientId: google.GOOGLE_CLIENT_ID,
      clientSecret: google.GOOGLE_CLIENT_SECRET,
      urls: {
        accounts: "https://accounts.google.com",
        token: "https://oauth2.googleapis.com",
        certs: "https://www.googleapis.com",
      },
      redirectUri: "https://app.example.com/api/auth/callback/google",
    });
    expect(signIn.github.mode).toBe("off");
  });

  it("need both halves of their credentials", () => {
    expect(() => load({ GOOGLE_CLIENT_ID: google.GOOGLE_CLIENT_ID })).toThrow("GOOGLE_CLIENT_SECRET");
  });
});
