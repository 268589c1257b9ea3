import { defineService } from "../service.ts";

export const database = defineService({
  id: "database",
  label: "PostgreSQL",
  kind: "storage",
  role: {
    en: "The truth: every post, job, event and token is a row here.",
    fr: "La vérité : chaque publication, tâche, événement et jeton y est une ligne.",
  },
  env: [
    "DATABASE_URL",
    "DATABASE_HOST",
    "DATABASE_PORT",
    "DATABASE_NAME",
    "DATABASE_USER",
    "DATABASE_PASSWORD",
    "DATABASE_POOL_MAX",
  ],
  needs: ["DATABASE_URL"],
  mode: (config) => (config.database.url === null ? "embedded" : "live"),
  check: (probe) => probe.database(),
  failureModes: [
    {
      what: {
        en: "Connections exhausted or the server restarts",
        fr: "Connexions épuisées ou redémarrage du serveur",
      },
      effect: {
        en: "Requests answer 503 and webhooks are sent again by their providers; work resumes by itself.",
        fr: "Les requêtes répondent 503 et les webhooks sont renvoyés par leurs émetteurs ; le travail reprend tout seul.",
      },
    },
    {
      what: { en: "The certificate cannot be verified", fr: "Le certificat n’est pas vérifiable" },
      effect: {
        en: "The start is refused in production. Install the provider’s CA; verification is never switched off.",
        fr: "Le démarrage est refusé en production. Installez l’autorité du fournisseur ; la vérification n’est jamais désactivée.",
      },
    },
  ],
  howToGet: {
    en: "Any PostgreSQL 15 or newer, for example Fly Postgres, RDS or Neon.",
    fr: "N’importe quel PostgreSQL 15 ou plus récent : Fly Postgres, RDS, Neon…",
  },
  docsUrl: "https://www.postgresql.org/docs/",
});
