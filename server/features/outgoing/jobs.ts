import { sendAlert } from "./alert-targets.ts";
import { abandonDelivery, type DeliverDeps, type DeliverResult, deliver } from "./deliver.ts";
import type { OperatorAlertJob, OperatorAlerts } from "./operator-alerts.ts";

/** What the feature's jobs do. */
export interface OutgoingJobs {
  deliver(job: { deliveryId: string; round: number }, signal: AbortSignal): Promise<DeliverResult>;
  abandon(job: { deliveryId: string; round: number }): Promise<void>;
  sendAlert(job: { alertTargetId: string; messageId: string }, signal: AbortSignal): Promise<string>;
  tellOperators(job: OperatorAlertJob, signal: AbortSignal): Promise<string>;
}

export const createOutgoingJobs = (deps: DeliverDeps & { alerts: OperatorAlerts }): OutgoingJobs => ({
  deliver: (job, signal) => deliver(deps, job, signal),
  abandon: (job) => abandonDelivery(deps, job),
  sendAlert: (job, signal) => sendAlert(deps, job, signal),
  tellOperators: (job, signal) => deps.alerts.send(job, signal),
});
