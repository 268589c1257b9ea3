import { useTranslation } from "react-i18next";

/** Why a form was not accepted, as text to come: an i18n key with its namespace, e.g. `errors:LAST_OWNER`. */
export interface Problem {
  key: string;
  params?: Record<string, string | number>;
  /** Name of the field it is about; the whole form when left out. */
  field?: string;
}

/** Puts problems into words: one for a field, or the one about the whole form. */
export function useProblemText(problem: Problem | null | undefined) {
  const { t } = useTranslation();
  const words = problem
    ? t(problem.key, { ...problem.params, defaultValue: t("errors:INTERNAL_ERROR") })
    : null;
  return {
    /** For a Mantine input's `error`. */
    field: (name: string) => (problem?.field === name ? words : null),
    form: problem?.field === undefined ? words : null,
  };
}
