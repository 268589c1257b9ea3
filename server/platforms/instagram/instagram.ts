import { definePlatform } from "../platform.ts";
import { instagramErrors } from "./errors.ts";
import { instagramOAuth } from "./oauth.ts";
import { instagramPublish } from "./publish.ts";
import { instagramRefresh } from "./refresh.ts";
import { instagramRules } from "./rules.ts";

/** Professional accounts, through Instagram's own login or Facebook's. */
export const instagram = definePlatform({
  id: "instagram",
  label: "Instagram",
  rules: instagramRules,
  errors: instagramErrors,
  create: (deps) => ({
    id: "instagram",
    label: "Instagram",
    rules: instagramRules,
    oauth: instagramOAuth(deps),
    refresh: instagramRefresh(deps),
    publish: instagramPublish(deps),
  }),
});
