import { useTranslation } from "react-i18next";

/** The part of an error a person may see; the shape of tRPC's `data.app` and of `{ error }` on plain endpoints. */
export interface VisibleError {
  /** Stable code, e.g. `CONFLICT`; `OFFLINE` when no answer came at all. */
  code: string;
  /** i18n key under `errors`. */
  message: string;
  params: Record<string, string | number>;
  /** Messages per form field, where the input was refused. */
  fields?: Record<string, string[] | undefined>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function visible(value: unknown): VisibleError | null {
  if (!isRecord(value) || typeof value.code !== "string" || typeof value.message !== "string") return null;
  const { code, message, params, fields } = value as unknown as VisibleError;
  return { code, message, params: params ?? {}, ...(fields ? { fields } : {}) };
}

/** Reads what may be shown out of anything thrown by tRPC hooks, a plain endpoint's JSON, or the browser. */
export function clientErrorOf(error: unknown): VisibleError {
  if (isRecord(error)) {
    const fromTrpc = isRecord(error.data) ? visible(error.data.app) : null;
    const fromEndpoint = visible(error.error);
    if (fromTrpc ?? fromEndpoint) return (fromTrpc ?? fromEndpoint) as VisibleError;
    if (error.name === "TRPCClientError" || error instanceof TypeError)
      return { code: "OFFLINE", message: "OFFLINE", params: {} };
  }
  return { code: "INTERNAL_ERROR", message: "INTERNAL_ERROR", params: {} };
}

/** `errorText(error)`: any thrown value as a sentence in the person's language. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation("errors");
  return (error) => {
    const { message, params } = clientErrorOf(error);
    return t(message, { ...params, defaultValue: t("INTERNAL_ERROR") });
  };
}
