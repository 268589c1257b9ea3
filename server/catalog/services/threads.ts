import { defineService } from "../service.ts";

export const threads = defineService({
  id: "threads",
  label: "Threads",
  kind: "network",
  role: { en: "Publishes texts, pictures and videos.", fr: "Publie textes, images et vidéos." },
  env: ["THREADS_CLIENT_ID", "THREADS_CLIENT_SECRET", "THREADS_REDIRECT_URI"],
  needs: ["THREADS_CLIENT_ID", "THREADS_CLIENT_SECRET"],
  planned: true,
  failureModes: [
    {
      what: { en: "The code exchange is refused", fr: "L’échange du code est refusé" },
      effect: {
        en: "The login starts again with its reason.",
        fr: "La connexion recommence avec sa raison.",
      },
    },
  ],
  howToGet: {
    en: "developers.facebook.com → My Apps → Threads use case.",
    fr: "developers.facebook.com → Mes apps → cas d’usage Threads.",
  },
  docsUrl: "https://developers.facebook.com/docs/threads",
});
