import { defineService } from "../service.ts";

export const transcribe = defineService({
  id: "transcribe",
  label: "Amazon Transcribe",
  kind: "media",
  role: { en: "Turns speech into subtitles.", fr: "Transforme la parole en sous-titres." },
  env: ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  needs: ["AWS_REGION"],
  planned: true,
  failureModes: [
    {
      what: { en: "The audio cannot be read", fr: "L’audio est illisible" },
      effect: {
        en: "The video stays without subtitles and says why.",
        fr: "La vidéo reste sans sous-titres et en donne la raison.",
      },
    },
  ],
  howToGet: {
    en: "An IAM policy with transcribe:StartTranscriptionJob.",
    fr: "Une politique IAM avec transcribe:StartTranscriptionJob.",
  },
  docsUrl: "https://docs.aws.amazon.com/transcribe/",
});
