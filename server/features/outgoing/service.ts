import { type AlertTargetsService, createAlertTargetsService } from "./alert-targets.ts";
import { createEndpointsService, type EndpointsDeps, type EndpointsService } from "./endpoints.ts";
import { createMissedService, type MissedService } from "./missed.ts";

/** The workspace's own webhooks and alert channels, as its admins meet them. */
export interface OutgoingService extends EndpointsService, AlertTargetsService, MissedService {}

export const createOutgoingService = (deps: EndpointsDeps): OutgoingService => ({
  ...createEndpointsService(deps),
  ...createAlertTargetsService(deps),
  ...createMissedService(deps),
});
