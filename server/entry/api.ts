import type { SessionOutput } from "#server/features/session/schema.ts";
import type { createCaller } from "#server/trpc/app-router.ts";

/** The HTTP surface the web app stands on: everything a route may call, in Web API terms. */
export interface Api {
  /** Facts a page may show: never secrets. */
  public: {
    appUrl: string;
    /** Address of the sandbox console, null where no sandbox runs. */
    sandboxUrl: string | null;
    /** Where mail that stays on this machine can be read; null or absent where mail reaches people. */
    mailboxUrl?: string | null;
    /** Providers people can sign in with here, in the order in which they are offered. */
    signInProviders: ("google" | "github")[];
    /** Where their consent pages stand. */
    signInOrigins: string[];
    version: string;
  };
  /** The signed-in person, null when signed out. Cheap: once per request. */
  session(request: Request): Promise<SessionOutput | null>;
  /** The tRPC caller for loaders and actions, acting as the person behind the request. */
  caller(request: Request): Promise<ReturnType<typeof createCaller>>;
  trpc(request: Request): Promise<Response>;
  /** better-auth's own endpoints under /api/auth/*. */
  auth(request: Request): Promise<Response>;
  /** `POST /api/jobs/:name`, from QStash or the embedded dispatcher. */
  deliverJob(name: string, request: Request): Promise<Response>;
  /** Inbound webhooks: POST events, GET challenges. */
  webhook(source: string, request: Request): Promise<Response>;
  /** `POST|GET /api/workers/webhooks`: a calendar outside has due webhook work done, or asks whether that is possible. */
  webhookWorker(request: Request): Promise<Response>;
  /** GET /auth/:platform */
  oauthStart(platform: string, request: Request): Promise<Response>;
  /** GET /auth/:platform/callback */
  oauthCallback(platform: string, request: Request): Promise<Response>;
  /** POST /api/media */
  uploadMedia(request: Request): Promise<Response>;
  /** GET /api/media/:id[/thumbnail] */
  serveMedia(mediaId: string, variant: "original" | "thumbnail", request: Request): Promise<Response>;
  /** GET /media/* with a signature, for platforms. */
  servePublicMedia(request: Request): Promise<Response>;
  /** `GET|POST /api/cron/refresh-oauth`, for a calendar outside. */
  refreshTokens(request: Request): Promise<Response>;
  /** GET /api/platforms/status */
  platformStatus(request: Request): Promise<Response>;
  health(): Promise<Response>;
  /** Logs what a page's loader, action or render threw unexpectedly. Never throws. */
  reportError(error: unknown, request: Request): void;
}
