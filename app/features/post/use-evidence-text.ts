import { useTranslation } from "react-i18next";
import { readEvidence } from "#server/features/publishing/schema.ts";

/** How we know, in the reader's language; any other text is shown as it stands. */
export function useEvidenceText(): (evidence: string) => string {
  const { t } = useTranslation("evidence");
  return (evidence) => {
    const told = readEvidence(evidence);
    return told ? t(`evidence:${told.key}`, told.params) : evidence;
  };
}
