import { describe, expect, it } from "vitest";
import { readConfig } from "./load.ts";

const generatedSecrets = {
  AUTH_SECRET: "generated-auth-secret-0123456789abcdef",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  CRON_SECRET: "generated-cron-secret-0123456789abcdef",
  WORKER_SECRET: "generated-worker-secret-0123456789abcdef",
};
const production = {
  NODE_ENV: "production",
  APP_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://u:p@db.example.com:5432/huntaze",
  ...generatedSecrets,
};
const read = (env: Record<string, string>) => readConfig(env, { generatedSecrets });
const problems = (env: Record<string, string>) => read(env).problems.map(({ line }) => line);
const SECRET = "0123456789abcdef0123456789abcdef";
const NEXT = "fedcba98765432100123456789abcdef";

describe("webhooks from outside the networks", () => {
  it("are known without a secret, and closed", () => {
    const { config } = read({});
    expect(Object.keys(config?.webhooks ?? {})).toEqual([
      "stripe",
      "eventbridge",
      "apify",
      "crm:inflow",
      "crm:supercreator",
      "crm:generic",
    ]);
    expect(Object.values(config?.webhooks ?? {}).flatMap(({ webhookSecrets }) => webhookSecrets)).toEqual([]);
  });

  it("take several secrets while one replaces the other, each named for itself wherever it stands", () => {
    const forth = read({ STRIPE_WEBHOOK_SECRET: "whsec_new,whsec_old" }).config?.webhooks.stripe;
    const back = read({ STRIPE_WEBHOOK_SECRET: "whsec_old, whsec_new" }).config?.webhooks.stripe;
    expect(forth?.webhookSecrets.map(({ secret }) => secret)).toEqual(["whsec_new", "whsec_old"]);
    expect(back?.webhookSecrets).toEqual(forth?.webhookSecrets.toReversed());
    const ids = forth?.webhookSecrets.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(2);
    expect(ids.join()).not.toMatch(/whsec|new|old/);
  });

  it("take CRMs beside the known ones when they are named", () => {
    const { config } = read({ CRM_WEBHOOK_PROVIDERS: "other-crm,inflow", CRM_WEBHOOK_SECRET: SECRET });
    expect(Object.keys(config?.webhooks ?? {})).toContain("crm:other-crm");
    expect(config?.webhooks["crm:other-crm"]?.webhookSecrets.map(({ secret }) => secret)).toEqual([SECRET]);
  });

  it.each([
    ["STRIPE_WEBHOOK_SECRET", "whsec_new,"],
    ["STRIPE_WEBHOOK_SECRET", ","],
    ["STRIPE_WEBHOOK_SECRET", "whsec_a,whsec_a"],
    ["EVENTBRIDGE_API_KEY", `${SECRET},,${NEXT}`],
    ["APIFY_WEBHOOK_SECRET", "short"],
    ["APIFY_WEBHOOK_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaa"],
    ["CRM_WEBHOOK_SECRET", `${SECRET},x`],
    ["CRM_WEBHOOK_PROVIDERS", "In Flow"],
    ["CRM_WEBHOOK_PROVIDERS", "../stripe"],
  ])("refuse to start with %s=%s, and do not repeat it", (name, value) => {
    const [line, ...more] = problems({ [name]: value });
    expect(more).toEqual([]);
    expect(line).toMatch(new RegExp(`^${name}: must be `));
    if (value.length > 1) expect(line?.split(", for example")[0]).not.toContain(value);
  });

  it.each([
    "STRIPE_WEBHOOK_SECRET",
    "EVENTBRIDGE_API_KEY",
    "APIFY_WEBHOOK_SECRET",
    "CRM_WEBHOOK_SECRET",
    "TIKTOK_WEBHOOK_SECRET",
    "INSTAGRAM_WEBHOOK_SECRET",
    "ONLYFANS_WEBHOOK_SECRET",
  ])("a %s that is set to nothing refuses the start in production, and is said elsewhere", (name) => {
    for (const blank of ["", "   "]) {
      expect(problems({ ...production, [name]: blank })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: is set and empty`)),
      ]);
      const { config, notices } = read({ [name]: blank });
      expect(notices.map(({ line }) => line)).toContain(
        `${name}: is set and empty: its webhooks are refused`,
      );
      expect(config).toBeDefined();
    }
  });
});
