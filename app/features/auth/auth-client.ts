import { passkeyClient } from "@better-auth/passkey/client";
import { createAuthClient } from "better-auth/client";

/** The one thing that needs scripts: the browser's own dialogue about passkeys. Loaded when it is asked for. */
const client = createAuthClient({ plugins: [passkeyClient()] });

export interface PasskeyAnswer {
  ok: boolean;
  status: number;
  /** better-auth's or the browser's code of a refusal; empty when it went well. */
  code: string;
}

const toAnswer = (
  answer: { error: { status?: number; code?: string } | null } | null | undefined,
): PasskeyAnswer => ({
  ok: Boolean(answer && !answer.error),
  status: answer?.error?.status ?? 200,
  code: answer?.error ? (answer.error.code ?? "INTERNAL_ERROR") : "",
});

/** Lets the person choose a passkey and signs them in with it. */
export const signInWithPasskey = async (): Promise<PasskeyAnswer> => toAnswer(await client.signIn.passkey());

/** Makes a passkey on this device, or on one beside it, and keeps its public half. */
export const addPasskey = async (name: string): Promise<PasskeyAnswer> =>
  toAnswer(await client.passkey.addPasskey({ name }));
