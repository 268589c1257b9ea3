import type { Secrets } from "./core/network.ts";

/** The sandbox's own clients: public on purpose, they open nothing but invented accounts. */
export const SANDBOX_CLIENTS: Secrets = {
  instagram: {
    "facebook-login": {
      clientId: "sandbox-facebook-app",
      clientSecret: "sandbox-facebook-secret-0123456789abcdef",
    },
    "instagram-login": {
      clientId: "sandbox-instagram-app",
      clientSecret: "sandbox-instagram-secret-0123456789abcdef",
    },
  },
  tiktok: {
    "login-kit": {
      clientId: "sandbox-tiktok-key",
      clientSecret: "sandbox-tiktok-secret-0123456789abcdef",
    },
  },
};
