import { defineService } from "../service.ts";

export const keyVault = defineService({
  id: "key-vault",
  label: "Azure Key Vault",
  kind: "secrets",
  role: { en: "Holds secrets outside the environment.", fr: "Garde les secrets hors de l’environnement." },
  env: ["AZURE_KEY_VAULT_URL"],
  needs: ["AZURE_KEY_VAULT_URL"],
  planned: true,
  failureModes: [
    {
      what: { en: "The vault cannot be reached at start", fr: "Le coffre est injoignable au démarrage" },
      effect: {
        en: "The start is refused: no secret is guessed.",
        fr: "Le démarrage est refusé : aucun secret n’est deviné.",
      },
    },
  ],
  howToGet: {
    en: "Azure portal → Key Vault, and a role that may read secrets.",
    fr: "Portail Azure → Key Vault, et un rôle autorisé à lire les secrets.",
  },
  docsUrl: "https://learn.microsoft.com/azure/key-vault/",
});
