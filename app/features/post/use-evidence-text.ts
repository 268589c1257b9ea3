import { useTranslation } from "react-i18next";
import { readEvidence } from "#server/features/publishing/schema.ts";

/** How we know, in the reader's language; any other text is shown as it stands. */
export function useEvidenceText(): (evidence: string) => string {
  const { t, i18n } = useTranslation("evidence");
  return (evidence) => {
    const told = readEvidence(evidence);
    return told && i18n.exists(`evidence:${told.key}`) ? t(`evidence:${told.key}`, told.params) : evidence;
  };
}
