import type { AppError } from "#server/core/errors.ts";
import type {
  OAuthCapability,
  OAuthPlatform,
  PlatformAccount,
  PlatformSession,
  Tokens,
} from "#server/platforms/platform.ts";

type Exchange = Parameters<OAuthCapability["exchange"]>[0];

export interface LoginNetwork {
  platform: OAuthPlatform;
  /** Codes that were presented. */
  exchanged: Exchange[];
  revoked: PlatformSession[];
  /** Refresh tokens that grants were ended with. */
  endedWith: (string | undefined)[];
  /** What the next consent opens. */
  grants(accounts: Partial<PlatformAccount>[], tokens?: Partial<Tokens>): void;
  failWith(error: AppError | undefined): void;
  /** Answers of composeOptions and quota, and how often they were asked for. */
  asked: string[];
}

const REQUIRED = { scope: "publish", required: true, for: "publish" } as const;
const OPTIONAL = { scope: "list", required: false, for: "insights" } as const;

/** A network whose consent page, tokens and account the test decides; PKCE in TikTok's hex, two login flavours. */
export function loginNetwork(now: () => Date): LoginNetwork {
  let accounts: PlatformAccount[] = [];
  let tokens: Tokens;
  let failure: AppError | undefined;
  const answer = async <T>(value: T): Promise<T> => {
    if (failure) throw failure;
    return value;
  };
  const network: LoginNetwork = {
    exchanged: [],
    revoked: [],
    endedWith: [],
    asked: [],
    failWith(error) {
      failure = error;
    },
    grants(some, more = {}) {
      accounts = some.map((account, index) => ({
        externalId: `${17841400000000001n + BigInt(index)}`,
        handle: `demo${index || ""}`,
        displayName: "Demo",
        meta: {},
        ...account,
      }));
      tokens = {
        accessToken: "act.canary-access",
        refreshToken: "rft.canary-refresh",
        accessTokenExpiresAt: new Date(now().getTime() + 60 * 86_400_000),
        scopes: ["publish", "list"],
        issuedAt: now(),
        ...more,
      };
    },
    platform: {
      id: "instagram",
      label: "Instagram",
      oauth: {
        flavors: [
          { id: "instagram-login", scopes: [REQUIRED, OPTIONAL] },
          { id: "facebook-login", scopes: [REQUIRED] },
        ],
        pkce: "s256-hex",
        authorizeUrl: (input: object) => `https://network.test/consent?${new URLSearchParams({ ...input })}`,
        async exchange(input: Exchange) {
          network.exchanged.push(input);
          return answer({ tokens, accounts });
        },
        async revoke(session: PlatformSession, refreshToken?: string) {
          network.revoked.push(session);
          network.endedWith.push(refreshToken);
          return answer(true);
        },
      },
      refresh: { rule: () => ({ minAgeMs: 86_400_000, marginMs: 7 * 86_400_000, rotates: false }) },
      publish: {
        composeOptions: async () => {
          network.asked.push("options");
          return answer({ privacy_level: ["SELF_ONLY"] });
        },
        quota: async () => {
          network.asked.push("quota");
          return answer({ used: 1, limit: 50, windowMs: 86_400_000 });
        },
      },
    } as unknown as OAuthPlatform,
  };
  network.grants([{}]);
  return network;
}
