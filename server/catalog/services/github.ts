import { defineService } from "../service.ts";

export const github = defineService({
  id: "github",
  label: "GitHub sign-in",
  kind: "sign-in",
  role: { en: "Signs people in.", fr: "Connecte les personnes." },
  env: ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  needs: ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  mode: (config) => config.signIn.github.mode,
  failureModes: [
    {
      what: { en: "The e-mail is private", fr: "L’adresse e-mail est privée" },
      effect: {
        en: "The verified primary address is asked for.",
        fr: "L’adresse principale vérifiée est demandée.",
      },
    },
  ],
  howToGet: {
    en: "github.com → Settings → Developer settings → OAuth Apps.",
    fr: "github.com → Settings → Developer settings → OAuth Apps.",
  },
  docsUrl: "https://docs.github.com/apps/oauth-apps",
});
