import { defineService } from "../service.ts";

export const session = defineService({
  id: "session",
  label: "Sessions and token vault",
  kind: "core",
  role: {
    en: "Signs sessions and seals every network token.",
    fr: "Signe les sessions et scelle chaque jeton de réseau.",
  },
  env: ["AUTH_SECRET", "APP_URL", "TOKEN_ENCRYPTION_KEY"],
  needs: ["AUTH_SECRET", "TOKEN_ENCRYPTION_KEY"],
  mode: (config) => (config.env === "production" ? "live" : "embedded"),
  failureModes: [
    {
      what: { en: "The key is lost", fr: "La clé est perdue" },
      effect: {
        en: "Sealed tokens cannot be opened: accounts must be reconnected. Keep a copy.",
        fr: "Les jetons scellés ne s’ouvrent plus : les comptes doivent être reconnectés. Gardez-en une copie.",
      },
    },
    {
      what: { en: "The key is replaced", fr: "La clé est remplacée" },
      effect: {
        en: "Put the new key first and keep the old one: both open, the new one seals.",
        fr: "Placez la nouvelle clé en tête et gardez l’ancienne : les deux ouvrent, la nouvelle scelle.",
      },
    },
  ],
  howToGet: {
    en: "openssl rand -base64 32. Made by itself at the first start outside production.",
    fr: "openssl rand -base64 32. Créée d’elle-même au premier démarrage hors production.",
  },
});
