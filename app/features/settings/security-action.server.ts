import { type ActionFunctionArgs, data } from "@remix-run/server-runtime";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { type AuthAnswer, callAuth } from "#app/features/auth/call-auth.server.ts";
import { startProvider } from "#app/features/auth/start-provider.server.ts";
import { api } from "#app/lib/api.server.ts";
import { refusalOf } from "#app/lib/problem.server.ts";
import type { Problem } from "#app/lib/problem.ts";

/** What an authenticator app and its owner need, shown once. */
export interface TwoFactorSetup {
  uri: string;
  backupCodes: string[];
}

export interface SecurityAnswer {
  done: boolean;
  problem: Problem | null;
  setup: TwoFactorSetup | null;
}

/** What the page on security can do, by the form's `intent`; renewed session cookies travel with the answer. */
export async function changeSecurity(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const password = text("currentPassword");
  switch (text("intent")) {
    case "password":
      return relay(
        await callAuth(args, "/change-password", {
          currentPassword: password,
          newPassword: text("password"),
        }),
      );
    case "two-factor.begin":
      return relay(await callAuth(args, "/two-factor/enable", { password }));
    case "two-factor.confirm":
      return relay(
        await callAuth(args, "/two-factor/verify-totp", { code: text("code").replaceAll(/\s/g, "") }),
      );
    case "two-factor.disable":
      return relay(await callAuth(args, "/two-factor/disable", { password }));
    case "two-factor.codes":
      return relay(await callAuth(args, "/two-factor/generate-backup-codes", { password }));
    case "passkey.remove":
      return relay(await callAuth(args, "/passkey/delete-passkey", { id: text("passkeyId") }));
    case "provider.link":
      return linkProvider(args, text("provider"));
    case "provider.unlink":
      return unlinkProvider(args, text("accountId"));
    case "device.revoke":
      return signOutElsewhere(args, text("sessionId"));
    case "devices.revoke":
      return signOutElsewhere(args);
    default:
      throw new Response(null, { status: 400 });
  }
}

function relay(answer: AuthAnswer) {
  const { totpURI: uri = "", backupCodes } = answer.body as { totpURI?: string; backupCodes?: string[] };
  const body: SecurityAnswer = {
    done: answer.ok,
    problem: answer.ok ? null : authProblem(answer),
    setup: answer.ok && backupCodes ? { uri, backupCodes } : null,
  };
  return data(body, { status: answer.status, headers: answer.headers });
}

async function linkProvider(args: ActionFunctionArgs, provider: string) {
  const page = "/settings/security";
  const { problem, status } = await startProvider(args, {
    provider,
    purpose: "link",
    returnTo: `${page}?linked=${encodeURIComponent(provider)}`,
    page,
  });
  const body: SecurityAnswer = { done: false, problem, setup: null };
  return data(body, { status });
}

async function unlinkProvider({ request, context }: ActionFunctionArgs, accountId: string) {
  const { session } = await api(context).caller(request);
  const problem = await refusalOf(session.unlinkProvider({ accountId }));
  const body: SecurityAnswer = { done: !problem, problem, setup: null };
  return data(body, { status: problem ? 409 : 200 });
}

async function signOutElsewhere({ request, context }: ActionFunctionArgs, sessionId?: string) {
  const { session } = await api(context).caller(request);
  const problem = await refusalOf(
    sessionId ? session.revokeDevice({ sessionId }) : session.revokeOtherDevices(),
  );
  const body: SecurityAnswer = { done: !problem, problem, setup: null };
  return data(body, { status: problem ? 409 : 200 });
}
