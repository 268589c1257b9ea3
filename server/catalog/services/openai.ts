import { defineService } from "../service.ts";

export const openai = defineService({
  id: "openai",
  label: "OpenAI",
  kind: "ai",
  role: { en: "Writes texts; failover.", fr: "Rédige des textes ; repli." },
  env: ["OPENAI_API_KEY", "OPENAI_MODEL"],
  needs: ["OPENAI_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "insufficient_quota", fr: "insufficient_quota" },
      effect: {
        en: "Never retried: the next provider answers and an operator is told.",
        fr: "Jamais retenté : le fournisseur suivant répond et un opérateur est prévenu.",
      },
    },
  ],
  howToGet: { en: "platform.openai.com → API keys.", fr: "platform.openai.com → API keys." },
  docsUrl: "https://platform.openai.com/docs",
});
