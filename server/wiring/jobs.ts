import { alertOperator } from "#jobs/definitions/alert.operator.ts";
import { alertSend } from "#jobs/definitions/alert.send.ts";
import { jobsPrune, type PruneServices } from "#jobs/definitions/jobs.prune.ts";
import { mailSend } from "#jobs/definitions/mail.send.ts";
import { mediaSweep } from "#jobs/definitions/media.sweep.ts";
import { outgoingDeliver } from "#jobs/definitions/outgoing.deliver.ts";
import { publishTarget } from "#jobs/definitions/publish.target.ts";
import { seriesSweep } from "#jobs/definitions/series.sweep.ts";
import { targetRemove } from "#jobs/definitions/target.remove.ts";
import { tokenRefresh } from "#jobs/definitions/token.refresh.ts";
import { tokensSweep } from "#jobs/definitions/tokens.sweep.ts";
import { webhookProcess } from "#jobs/definitions/webhook.process.ts";
import type { WebhookProcessServices } from "#jobs/definitions/webhook-apply.ts";
import type { JobDefinitions } from "#jobs/registry.ts";
import type { Mailer } from "#server/core/ports.ts";
import type { MediaSweeper } from "#server/features/media/sweep.ts";
import type { OutgoingJobs } from "#server/features/outgoing/jobs.ts";
import type { PublishEngine } from "#server/features/publishing/engine.ts";
import type { RemovalEngine } from "#server/features/publishing/removal.ts";
import type { SeriesService } from "#server/features/series/service.ts";
import type { TokensService } from "#server/features/tokens/service.ts";

/** What the handlers of all jobs may call. */
export interface JobServices extends PruneServices, WebhookProcessServices {
  mailer: Mailer;
  mediaSweeper: MediaSweeper;
  outgoingJobs: OutgoingJobs;
  publishEngine: PublishEngine;
  series: Pick<SeriesService, "sweep">;
  removal: RemovalEngine;
  tokens: TokensService;
}

/** The handler of every job contract. */
export const jobDefinitions: JobDefinitions<JobServices> = {
  "publish.target": publishTarget,
  "target.remove": targetRemove,
  "webhook.process": webhookProcess,
  "token.refresh": tokenRefresh,
  "tokens.sweep": tokensSweep,
  "series.sweep": seriesSweep,
  "media.sweep": mediaSweep,
  "mail.send": mailSend,
  "outgoing.deliver": outgoingDeliver,
  "alert.send": alertSend,
  "alert.operator": alertOperator,
  "jobs.prune": jobsPrune,
};
