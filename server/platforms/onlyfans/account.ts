import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { FoundAccount } from "../connect.ts";
import type { PlatformSession } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { OnlyFansApi } from "./api.ts";
import { onlyfansErrorRow } from "./errors.ts";

/** A bare list, without envelope. https://docs.onlyfansapi.com/api-reference/accounts/list-accounts */
const accountList = z.array(
  z.object({
    id: z.string().regex(/^[\w-]{1,64}$/),
    onlyfans_id: remoteId.nullish(),
    onlyfans_username: z.string().nullish(),
    display_name: z.string().nullish(),
    is_authenticated: z.boolean().default(false),
    onlyfans_user_data: z.object({ avatar: z.string().nullish() }).nullish(),
  }),
);
type Listed = z.infer<typeof accountList>[number];

/** GET /api/accounts: every creator's account this key opens; one that is not signed in at the partner is unusable. */
export async function listAccounts(
  api: OnlyFansApi,
  session: Pick<PlatformSession, "accessToken">,
): Promise<FoundAccount[]> {
  const { body } = await api.call("accounts", session, "/accounts");
  return readAnswer(accountList, body, "onlyfans", "accounts").map(toAccount);
}

const toAccount = (listed: Listed): FoundAccount => {
  const username = listed.onlyfans_username ?? listed.id;
  const avatar = listed.onlyfans_user_data?.avatar;
  return {
    externalId: listed.id,
    handle: username,
    displayName: listed.display_name ?? username,
    ...(avatar && URL.canParse(avatar) ? { avatarUrl: avatar } : {}),
    ...(listed.is_authenticated ? {} : { unusable: "ONLYFANS_NOT_AUTHENTICATED_THERE" }),
    meta: {
      username,
      ...(listed.onlyfans_id ? { onlyfansId: listed.onlyfans_id } : {}),
    },
  };
};

/** Throws NEEDS_RECONNECT when the key does not open the account any more, or its session at OnlyFans has ended. */
export async function requireAccount(api: OnlyFansApi, session: PlatformSession): Promise<FoundAccount> {
  const accounts = await listAccounts(api, session);
  const mine = accounts.find(({ externalId }) => externalId === session.externalId);
  if (!mine) throw lost("account_not_found");
  if (mine.unusable) throw lost("not_authenticated");
  return mine;
}

const lost = (code: string) =>
  providerError(onlyfansErrorRow(code), { service: "onlyfans", operation: "accounts" });
