const withQuery = (path: string, filter: Record<string, string> = {}): string => {
  const query = new URLSearchParams(filter).toString();
  return query ? `${path}?${query}` : path;
};

/** Every address of the interface, so that no link is written twice. */
export const paths = {
  home: "/",
  calendar: "/calendar",
  drafts: "/drafts",
  media: "/media",
  accounts: "/accounts",
  account: (connectionId: string) => `/accounts/${connectionId}`,
  settings: "/settings",
  /** Posting slots of the accounts. */
  slots: "/settings/slots",
  /** Outgoing webhooks and alerts. */
  webhooks: "/settings/webhooks",
  webhook: (endpointId: string) => `/settings/webhooks/${endpointId}`,
  series: "/series",
  oneSeries: (seriesId: string) => `/series/${seriesId}`,
  /** The composer on an existing series. */
  editSeries: (seriesId: string) => `/compose?series=${seriesId}`,
  services: "/services",
  operations: "/operations",
  /** Lists take their filter with them. */
  operationsWebhooks: (filter?: Record<string, string>) => withQuery("/operations/webhooks", filter),
  operationsWebhook: (eventId: string) => `/operations/webhooks/${eventId}`,
  operationsRefused: "/operations/webhooks/refused",
  /** Those that were signed and not understood. */
  operationsDeliveries: (filter?: Record<string, string>) =>
    withQuery("/operations/webhooks/deliveries", filter),
  operationsDelivery: (deliveryId: string) => `/operations/webhooks/deliveries/${deliveryId}`,
  operationsJobs: (filter?: Record<string, string>) => withQuery("/operations/jobs", filter),
  operationsJob: (jobId: string) => `/operations/jobs/${jobId}`,
  notifications: "/notifications",
  post: (postId: string) => `/posts/${postId}`,
  /** The composer on an existing post. */
  edit: (postId: string) => `/compose?post=${postId}`,
  /** A new post, planned for an instant when one is given. */
  compose: (at?: Date) => (at ? `/compose?at=${encodeURIComponent(at.toISOString())}` : "/compose"),
  signIn: (returnTo?: string) =>
    returnTo && returnTo !== "/" ? `/sign-in?returnTo=${encodeURIComponent(returnTo)}` : "/sign-in",
  /** Starts a login at a network: a link, never a form, as it ends on another origin. */
  connect: (platform: string, flavor: string, returnTo = "/accounts") =>
    `/auth/${platform}?${new URLSearchParams({ flavor, returnTo })}`,
} as const;
