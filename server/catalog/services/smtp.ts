import { defineService } from "../service.ts";

export const smtp = defineService({
  id: "smtp",
  label: "SMTP",
  kind: "mail",
  role: { en: "Sends mail through any mail server.", fr: "Envoie les courriels par n’importe quel serveur." },
  env: ["SMTP_HOST", "SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD", "SMTP_FROM", "FROM_EMAIL"],
  needs: ["SMTP_HOST"],
  mode: (config) => (config.mail.transport === "smtp" ? "live" : "embedded"),
  check: (probe) => probe.mail(),
  failureModes: [
    {
      what: {
        en: "The server refuses the login or the recipient",
        fr: "Le serveur refuse l’identifiant ou le destinataire",
      },
      effect: {
        en: "A permanent refusal is kept with its reason; a temporary one is tried again for a day.",
        fr: "Un refus définitif est conservé avec sa raison ; un refus temporaire est retenté pendant un jour.",
      },
    },
  ],
  howToGet: {
    en: "Your mail provider’s SMTP host, user and password. Without it, mails are files the sandbox shows.",
    fr: "L’hôte SMTP, l’identifiant et le mot de passe de votre fournisseur. Sans lui, les courriels sont des fichiers que le bac à sable affiche.",
  },
  docsUrl: "https://nodemailer.com/smtp/",
});
