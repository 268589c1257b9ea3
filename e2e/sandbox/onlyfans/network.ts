import type { AccountSummary, Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { Refusal } from "../core/operation.ts";
import { CREATORS, ELSEWHERE } from "./accounts.ts";
import { createGate, type Deps } from "./gate.ts";
import { mountOnlyFans, OPERATIONS } from "./routes.ts";
import { armMass } from "./sending.ts";
import { signIn } from "./sessions.ts";
import { type OnlyFansState, openOnlyFansState } from "./state.ts";
import { RETRY_FOR_MS, signOnlyFans, WEBHOOK_PATH } from "./webhook.ts";

/** OnlyFans behind the documented partner API. `quota` is the team's credits. */
export const onlyfans: NetworkDefinition = {
  id: "onlyfans",
  label: "OnlyFans",
  color: { light: "#0077a8", dark: "#4cc4f5" },
  tokenPrefixes: ["ofapi_sandbox"],
  clients: {
    partner: {
      clientId: "ofapi_sandbox-onlyfans-app",
      clientSecret: "sandbox-onlyfans-secret-0123456789abcdef",
    },
  },
  settings: { quota: 10_000 },
  create: createOnlyFans,
};

function createOnlyFans(kit: Kit): SandboxNetwork {
  const state = openOnlyFansState(kit);
  const gate = createGate(kit, state);
  const deps: Deps = { kit, state, gate };
  return {
    id: "onlyfans",
    label: "OnlyFans",
    hosts: ["app.onlyfansapi.com", "onlyfans.com"],
    operations: OPERATIONS,
    webhook: {
      path: WEBHOOK_PATH,
      retryForMs: RETRY_FOR_MS,
      sign: (_flavor, body) => signOnlyFans(kit.clients.partner?.clientSecret ?? "", body),
    },
    mount: (app) => mountOnlyFans(app, deps),
    accounts: () => [...CREATORS, ELSEWHERE].map((creator) => summary(deps, creator)),
    consent() {
      throw new Refusal({ status: 404, text: "The partner has keys, and no consent page." });
    },
    updateAccount: (reference, update) =>
      update.revoke || update.expireTokens ? signIn(deps, reference, false) : false,
    resume: () => {
      for (const mass of state.masses.values()) if (mass.state === "pending") armMass(deps, mass);
    },
    reset: () => gate.reset(),
    filesInUse: () => ({ media: mediaInUse(state), uploads: [] }),
    liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
  };
}

const summary = ({ gate }: Deps, creator: (typeof CREATORS)[number]): AccountSummary => ({
  id: creator.id,
  handle: creator.username,
  displayName: creator.displayName,
  traits: gate.signedIn(creator) ? [] : ["signed out"],
  connected: gate.signedIn(creator),
});

function mediaInUse(state: OnlyFansState): string[] {
  const holders = [...state.posts.values(), ...state.messages.values(), ...state.masses.values()];
  const unused = state.uploads.values().filter(({ usedAt }) => usedAt === undefined);
  return [...holders.flatMap(({ media }) => media), ...unused].map(({ sha256 }) => sha256);
}
