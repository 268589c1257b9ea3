import { defineService } from "../service.ts";

export const ses = defineService({
  id: "ses",
  label: "Amazon SES",
  kind: "mail",
  role: { en: "Sends mail; first choice.", fr: "Envoie les courriels ; premier choix." },
  env: ["SES_REGION", "FROM_EMAIL", "SES_CONFIG_SET"],
  needs: ["SES_REGION", "FROM_EMAIL"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "The domain is not verified, or the account is in SES’s own sandbox",
        fr: "Domaine non vérifié, ou compte dans le bac à sable SES",
      },
      effect: {
        en: "Mail is refused by SES; the next transport takes over.",
        fr: "SES refuse le courriel ; le transport suivant prend le relais.",
      },
    },
  ],
  howToGet: {
    en: "AWS console → SES: verify the domain and ask for production access.",
    fr: "Console AWS → SES : vérifiez le domaine et demandez l’accès production.",
  },
  docsUrl: "https://docs.aws.amazon.com/ses/",
});
