import { defineService } from "../service.ts";

export const qstash = defineService({
  id: "qstash",
  label: "Upstash QStash",
  kind: "queue",
  role: {
    en: "Rings for due work and schedules, from outside.",
    fr: "Sonne de l’extérieur pour le travail dû et les planifications.",
  },
  env: ["QSTASH_TOKEN", "QSTASH_URL", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"],
  needs: ["QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"],
  mode: (config) => (config.qstash ? "live" : "embedded"),
  check: (probe) => probe.queue(),
  failureModes: [
    {
      what: { en: "A message is lost or delivered twice", fr: "Un message est perdu ou livré deux fois" },
      effect: {
        en: "The row is the truth: a sweep rings again, and a second delivery finds the work done.",
        fr: "La ligne fait foi : un balayage sonne à nouveau, et une seconde livraison trouve le travail fait.",
      },
    },
    {
      what: { en: "Signing keys are rotated", fr: "Les clés de signature changent" },
      effect: {
        en: "The current and the next key are both accepted.",
        fr: "La clé actuelle et la suivante sont acceptées.",
      },
    },
  ],
  howToGet: {
    en: "console.upstash.com → QStash. Then run npm run qstash:sync once.",
    fr: "console.upstash.com → QStash. Lancez ensuite npm run qstash:sync une fois.",
  },
  docsUrl: "https://upstash.com/docs/qstash",
});
