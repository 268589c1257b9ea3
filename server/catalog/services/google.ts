import { defineService } from "../service.ts";

export const google = defineService({
  id: "google",
  label: "Google sign-in",
  kind: "sign-in",
  role: { en: "Signs people in.", fr: "Connecte les personnes." },
  env: ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REDIRECT_URI"],
  needs: ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  mode: (config) => config.signIn.google.mode,
  failureModes: [
    {
      what: { en: "The redirect address does not match", fr: "L’adresse de redirection ne correspond pas" },
      effect: {
        en: "Google refuses on its own page; the address to register is shown here.",
        fr: "Google refuse sur sa propre page ; l’adresse à déclarer est affichée ici.",
      },
    },
  ],
  howToGet: {
    en: "console.cloud.google.com → Credentials → OAuth client.",
    fr: "console.cloud.google.com → Identifiants → Client OAuth.",
  },
  docsUrl: "https://developers.google.com/identity",
});
