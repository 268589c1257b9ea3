import { defineService } from "../service.ts";

export const anthropic = defineService({
  id: "anthropic",
  label: "Anthropic",
  kind: "ai",
  role: { en: "Writes texts; failover.", fr: "Rédige des textes ; repli." },
  env: ["ANTHROPIC_API_KEY"],
  needs: ["ANTHROPIC_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "529 overloaded", fr: "529 surcharge" },
      effect: { en: "The next provider answers.", fr: "Le fournisseur suivant répond." },
    },
  ],
  howToGet: { en: "console.anthropic.com → API keys.", fr: "console.anthropic.com → API keys." },
  docsUrl: "https://docs.anthropic.com/",
});
