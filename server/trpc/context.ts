import type { EventBus, Log } from "#server/core/ports.ts";
import type { AccountsService } from "#server/features/accounts/service.ts";
import type { MediaService } from "#server/features/media/service.ts";
import type { NotificationsService } from "#server/features/notifications/service.ts";
import type { OperationsService } from "#server/features/operations/service.ts";
import type { OutgoingService } from "#server/features/outgoing/service.ts";
import type { PostsService } from "#server/features/posts/service.ts";
import type { PublishingService } from "#server/features/publishing/service.ts";
import type { QuotaService } from "#server/features/quota/service.ts";
import type { SeriesService } from "#server/features/series/service.ts";
import type { ServicesService } from "#server/features/services/service.ts";
import type { SessionOutput } from "#server/features/session/schema.ts";
import type { SessionService } from "#server/features/session/service.ts";
import type { SlotsService } from "#server/features/slots/service.ts";
import type { WorkspaceService } from "#server/features/workspace/service.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";

/** What the routers can call. Built once by the wiring. */
export interface Services {
  accounts: AccountsService;
  media: MediaService;
  notifications: NotificationsService;
  operations: OperationsService;
  outgoing: OutgoingService;
  posts: PostsService;
  publishing: PublishingService;
  quota: QuotaService;
  series: SeriesService;
  services: ServicesService;
  session: SessionService;
  slots: SlotsService;
  workspace: WorkspaceService;
  events: EventBus;
  /** Rules of every platform by id, for the composer. */
  platformRules: Record<string, { label: string; rules: PlatformRules }>;
}

export interface TrpcContext {
  services: Services;
  session: SessionOutput | null;
  request: Request;
  requestId: string;
  log: Log;
}
