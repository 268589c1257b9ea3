import { defineService } from "../service.ts";

export const xNetwork = defineService({
  id: "x",
  label: "X",
  kind: "network",
  role: { en: "Publishes posts and threads.", fr: "Publie des posts et des fils." },
  env: ["TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET", "TWITTER_BEARER_TOKEN", "TWITTER_USER_ID"],
  needs: ["TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "403 for a duplicate after a lost answer",
        fr: "403 pour doublon après une réponse perdue",
      },
      effect: {
        en: "Taken as evidence that the first one landed.",
        fr: "Pris comme preuve que le premier est arrivé.",
      },
    },
  ],
  howToGet: { en: "developer.x.com → Projects & Apps.", fr: "developer.x.com → Projects & Apps." },
  docsUrl: "https://docs.x.com/",
});
