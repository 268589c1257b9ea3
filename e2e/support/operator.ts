import { createApiClient } from "./api-client.ts";

/** The first person who confirms their address runs the installation. Returns their session's cookies. */
export async function registerOperator(
  appUrl: string,
  sandboxUrl: string,
): Promise<{ name: string; value: string }[]> {
  const email = "operator@example.com";
  const client = createApiClient(() => appUrl);
  await client.signUp({ name: "Olu Operator", email, password: "keys of the whole house" });
  const mailbox = await (await fetch(`${sandboxUrl}/mailbox`)).text();
  const link = /href="([^"]*verify-email[^"]*)"/.exec(mailbox)?.[1]?.replaceAll("&amp;", "&");
  if (!link) throw new Error("the mailbox holds no letter to the operator");
  const confirmed = await client.fetch(link);
  if (!confirmed.ok) throw new Error(`the operator's address was not confirmed: ${confirmed.status}`);
  return client.cookies();
}
