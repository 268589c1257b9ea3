import { defineService } from "../service.ts";

export const reddit = defineService({
  id: "reddit",
  label: "Reddit",
  kind: "network",
  role: { en: "Publishes to subreddits.", fr: "Publie dans des subreddits." },
  env: [
    "REDDIT_CLIENT_ID",
    "REDDIT_CLIENT_SECRET",
    "REDDIT_REDIRECT_URI",
    "REDDIT_USER_AGENT",
    "REDDIT_TEST_SUB",
  ],
  needs: ["REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET", "REDDIT_USER_AGENT"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "A subreddit’s rule refuses the post",
        fr: "La règle d’un subreddit refuse la publication",
      },
      effect: {
        en: "Its requirements are shown while writing.",
        fr: "Ses exigences sont affichées pendant la rédaction.",
      },
    },
  ],
  howToGet: {
    en: "reddit.com/prefs/apps → create a web app.",
    fr: "reddit.com/prefs/apps → créer une application web.",
  },
  docsUrl: "https://www.reddit.com/dev/api/",
});
