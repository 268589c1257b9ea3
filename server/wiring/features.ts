import type { Probe } from "#server/catalog/service.ts";
import type { Config } from "#server/config/config.ts";
import type { Env } from "#server/config/environment.ts";
import type { MediaTools } from "#server/core/media-tools.ts";
import type {
  Cache,
  Clock,
  EventBus,
  FaultPoints,
  Http,
  Lock,
  Log,
  ObjectStore,
  RateLimiter,
  SecretBox,
} from "#server/core/ports.ts";
import { createAccountsService } from "#server/features/accounts/accounts.ts";
import { createMediaSource } from "#server/features/media/publish-source.ts";
import { createMediaService } from "#server/features/media/service.ts";
import { createMediaSweeper } from "#server/features/media/sweep.ts";
import {
  createNotificationsService,
  type NotificationsService,
} from "#server/features/notifications/service.ts";
import { createOperationsService, type Engine } from "#server/features/operations/service.ts";
import { createOutgoingJobs } from "#server/features/outgoing/jobs.ts";
import { messageReceived } from "#server/features/outgoing/message-received.ts";
import { createOperatorAlerts, type OperatorAlerts } from "#server/features/outgoing/operator-alerts.ts";
import { createOutgoingService } from "#server/features/outgoing/service.ts";
import { createOccurrencePosts } from "#server/features/posts/occurrences.ts";
import { createPostsService } from "#server/features/posts/service.ts";
import { createPublishEngine } from "#server/features/publishing/engine.ts";
import { createRemovalEngine } from "#server/features/publishing/removal.ts";
import { resumeParked } from "#server/features/publishing/resume.ts";
import { createPublishingService } from "#server/features/publishing/service.ts";
import { settlePublication } from "#server/features/publishing/settle-publication.ts";
import { settlePublications } from "#server/features/publishing/settle-publications.ts";
import { createQuotaService } from "#server/features/quota/service.ts";
import { createSeriesService } from "#server/features/series/service.ts";
import { createServicesService } from "#server/features/services/service.ts";
import { createSessionService } from "#server/features/session/service.ts";
import { createSlotsService } from "#server/features/slots/service.ts";
import { createTokens } from "#server/features/tokens/tokens.ts";
import { createTokenVault } from "#server/features/tokens/vault.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import { createWorkspaceService } from "#server/features/workspace/service.ts";
import { mayDial } from "#server/http/public-address.ts";
import { type Platforms, platformRules } from "#server/platforms/platforms.ts";
import type { Services } from "#server/trpc/context.ts";
import type { JobServices } from "./jobs.ts";

export interface FeatureDeps {
  config: Config;
  env: Env;
  db: Db;
  work: UnitOfWork;
  clock: Clock;
  log: Log;
  faults: FaultPoints;
  http: Http;
  platforms: Platforms;
  secretBox: SecretBox;
  store: ObjectStore;
  cache: Cache;
  lock: Lock;
  rateLimiter: RateLimiter;
  mediaTools: MediaTools;
  events: EventBus;
  probe: Probe;
  /** What the job engine lends operators. */
  engine: Engine;
  requiresVerifiedEmail: boolean;
  sessionToken(request: Request): Promise<string | null>;
}

export interface Features {
  services: Services;
  jobServices: Pick<
    JobServices,
    | "mediaSweeper"
    | "outgoingJobs"
    | "publishEngine"
    | "series"
    | "removal"
    | "tokens"
    | "webhookEffects"
    | "webhookEffectsTogether"
  >;
  operatorAlerts: OperatorAlerts;
}

/** Every feature, each given what it asks for and nothing else to reach for. */
export function buildFeatures(deps: FeatureDeps): Features {
  const { db, work, clock, config, platforms } = deps;
  const uow = work;
  const { appUrl } = config;
  const tools = deps.mediaTools;
  const platform = (id: string) => platforms.get(id);
  const vault = createTokenVault(deps.secretBox);
  const notifications = createNotificationsService({ db, clock, appUrl });
  const outgoing = outgoingDeps(deps, notifications);
  const tokens = createTokens({ ...deps, vault, notifications, resumeParked });
  const accounts = createAccountsService({ ...deps, tokens, notifications });
  const quota = createQuotaService({ ...deps, accounts, platform });
  const slots = createSlotsService({ ...deps, quota });
  const postsDeps = { ...deps, accounts, platform, quota, slots };
  const occurrences = createOccurrencePosts(postsDeps);
  const series = createSeriesService({ ...deps, posts: occurrences, notifications });
  const session = createSessionService({ ...deps, uow });
  const publishEngine = createPublishEngine({
    ...deps,
    platform,
    tokens,
    media: createMediaSource({ ...deps, tools }),
    notifications,
    pace: config.publishing.pace,
  });
  return {
    services: {
      accounts,
      session,
      notifications,
      media: createMediaService({ ...deps, uow, tools }),
      operations: createOperationsService(deps),
      outgoing: createOutgoingService(outgoing),
      posts: createPostsService(postsDeps),
      publishing: createPublishingService({ db, work, clock, platform, quota }),
      quota,
      series,
      services: createServicesService(deps),
      slots,
      workspace: createWorkspaceService({ ...deps, uow, sessions: session, appUrl }),
      events: deps.events,
      platformRules,
    },
    jobServices: {
      mediaSweeper: createMediaSweeper(deps),
      outgoingJobs: createOutgoingJobs(outgoing),
      publishEngine,
      series,
      removal: createRemovalEngine({ ...deps, platform, tokens, notifications }),
      tokens,
      webhookEffects: { settlePublication, connectionRevoked: accounts.connectionRevoked, messageReceived },
      webhookEffectsTogether: { settlePublications },
    },
    operatorAlerts: outgoing.alerts,
  };
}

/** Outside production a workspace's webhook may go to this machine, so that it can be tried out. */
function outgoingDeps(deps: FeatureDeps, notifications: NotificationsService) {
  const { appUrl, alerts: channels, env } = deps.config;
  const around = {
    ...{ ...deps, notifications, appUrl, channels },
    mayDial: (url: URL) => mayDial(url, { loopbackToo: env !== "production" }),
    networkLabel: (id: string) => deps.platforms.get(id)?.label ?? id,
  };
  return { ...around, alerts: createOperatorAlerts(around) };
}
