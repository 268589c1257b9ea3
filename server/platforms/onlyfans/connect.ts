import { AppError, isAppError } from "#server/core/errors.ts";
import type { ConnectCapability, Connected, ConnectInput } from "../connect.ts";
import type { PlatformDeps } from "../platform.ts";
import { listAccounts } from "./account.ts";
import { INSTALLATION_KEY, type OnlyFansApi } from "./api.ts";

const KEY = /^[\x21-\x7e]{8,200}$/;
const HANDLE = /^[A-Za-z0-9._-]{3,50}$/;

/**
 * Two ways without a login page. `partner`: the key of a team at the partner, and one of the accounts it opens; without a
 * key of one's own, the installation's. `assisted`: a name alone; whatever is due becomes a task for a person, and
 * nothing is sent by us.
 */
export function onlyfansConnect(deps: PlatformDeps, api: OnlyFansApi): ConnectCapability {
  return {
    flavors: [
      {
        id: "partner",
        fields: [{ name: "apiKey", secret: true, optional: deps.clients.partner !== undefined }],
      },
      {
        id: "assisted",
        fields: [{ name: "handle", secret: false, optional: false }],
        assisted: { openUrl: `${deps.urls.www}/`, options: { to: ["by_hand"] } },
      },
    ],
    connect: (input) => (input.flavor === "assisted" ? byHand(input) : byKey(deps, api, input)),
  };
}

async function byKey(deps: PlatformDeps, api: OnlyFansApi, { values }: ConnectInput): Promise<Connected> {
  const own = values.apiKey?.trim() ?? "";
  if (own !== "" && !KEY.test(own)) throw wrongKey();
  const accessToken = own || INSTALLATION_KEY;
  const accounts = await listAccounts(api, { accessToken }).catch((error) => {
    throw isAppError(error) && error.providerCode === "unauthenticated" ? wrongKey() : error;
  });
  return {
    tokens: { accessToken, scopes: [], issuedAt: deps.clock.now() },
    sharedCredentials: own === "",
    accounts,
  };
}

const wrongKey = () =>
  new AppError("VALIDATION_ERROR", "onlyfans: key refused", { userMessage: "ONLYFANS_KEY_REFUSED" });

async function byHand({ values }: ConnectInput): Promise<Connected> {
  const handle = (values.handle ?? "").trim().replace(/^@/, "");
  if (!HANDLE.test(handle))
    throw new AppError("VALIDATION_ERROR", "onlyfans: no such name", { userMessage: "ONLYFANS_HANDLE" });
  const externalId = `by-hand:${handle.toLowerCase()}`;
  return { accounts: [{ externalId, handle, displayName: handle, meta: { username: handle } }] };
}
