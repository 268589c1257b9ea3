import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { deliveryJob } from "#server/features/announce.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { readAddress } from "./address.ts";
import { limitByHand } from "./by-hand.ts";
import { type OutgoingDeps, secretPlace } from "./deps.ts";
import { disable } from "./disable.ts";
import type { OperatorAlerts } from "./operator-alerts.ts";
import * as repo from "./repo.ts";
import { bodyOf } from "./request.ts";
import {
  type createEndpointInput,
  type deliveryDetailOutput,
  type deliveryListInput,
  type deliveryListOutput,
  type deliveryOutput,
  type endpointOutput,
  type secretOutput,
  TEST_EVENT,
  type updateEndpointInput,
} from "./schema.ts";
import { newSecret } from "./signature.ts";

type Endpoint = z.infer<typeof endpointOutput>;
type WithSecret = z.infer<typeof secretOutput>;

/** What admins do with the workspace's endpoints. Everything throws FORBIDDEN for less, NOT_FOUND for others' rows. */
export interface EndpointsService {
  endpoints(actor: Actor): Promise<Endpoint[]>;
  endpoint(actor: Actor, endpointId: string): Promise<Endpoint>;
  /** Throws VALIDATION_ERROR for an address that may not be dialled, CONFLICT when there are too many. */
  create(actor: Actor, input: z.infer<typeof createEndpointInput>): Promise<WithSecret>;
  update(actor: Actor, input: z.infer<typeof updateEndpointInput>): Promise<Endpoint>;
  /** A new secret; the one before signs beside it for a day. */
  rotate(actor: Actor, endpointId: string): Promise<WithSecret>;
  enable(actor: Actor, endpointId: string): Promise<Endpoint>;
  disable(actor: Actor, endpointId: string): Promise<Endpoint>;
  remove(actor: Actor, endpointId: string): Promise<void>;
  /** Sends a `webhook.test`, once, also to an endpoint that is switched off. Throws RATE_LIMITED. */
  test(actor: Actor, endpointId: string): Promise<{ deliveryId: string }>;
  deliveries(
    actor: Actor,
    query: z.infer<typeof deliveryListInput>,
  ): Promise<z.infer<typeof deliveryListOutput>>;
  delivery(actor: Actor, deliveryId: string): Promise<z.infer<typeof deliveryDetailOutput>>;
  /** Another round of attempts with the same message and id. Throws CONFLICT while one is under way, RATE_LIMITED. */
  resend(actor: Actor, deliveryId: string): Promise<void>;
}

export interface EndpointsDeps extends OutgoingDeps {
  alerts: Pick<OperatorAlerts, "raise">;
}

const MOST_ENDPOINTS = 20;
const SECRET_OVERLAP_MS = 24 * 60 * 60_000;

export function createEndpointsService(deps: EndpointsDeps): EndpointsService {
  const { db } = deps;
  return {
    async endpoints(actor) {
      requireRole(actor, "admin");
      const rows = await repo.listEndpoints(db, actor.workspaceId);
      return rows.map((row) => present(deps, row));
    },
    async endpoint(actor, endpointId) {
      requireRole(actor, "admin");
      return present(deps, await repo.findEndpoint(db, actor.workspaceId, endpointId));
    },
    create: (actor, input) => create(deps, actor, input),
    async update(actor, { endpointId, url, description, events }) {
      requireRole(actor, "admin");
      const { href } = readAddress(url, deps.mayDial);
      // Whoever mends an address begins anew.
      const data = { url: href, description, events, failingSince: null, exhausted: 0 };
      return present(deps, await repo.updateEndpoint(db, actor.workspaceId, endpointId, data));
    },
    rotate: (actor, endpointId) => rotate(deps, actor, endpointId),
    enable: (actor, endpointId) =>
      held(deps, actor, endpointId, (tx) =>
        repo.updateEndpoint(tx.db, actor.workspaceId, endpointId, {
          ...{ status: "active", disabledReason: null, disabledAt: null, failingSince: null, exhausted: 0 },
        }),
      ),
    disable: (actor, endpointId) =>
      held(deps, actor, endpointId, (tx, endpoint) =>
        disable(deps, tx, endpoint, "person", deps.clock.now()),
      ),
    async remove(actor, endpointId) {
      requireRole(actor, "admin");
      await repo.deleteEndpoint(db, actor.workspaceId, endpointId);
    },
    test: (actor, endpointId) => test(deps, actor, endpointId),
    deliveries: (actor, query) => deliveries(deps, actor, query),
    delivery: (actor, deliveryId) => delivery(deps, actor, deliveryId),
    resend: (actor, deliveryId) => resend(deps, actor, deliveryId),
  };
}

const present = ({ clock }: Pick<OutgoingDeps, "clock">, row: repo.EndpointRow): Endpoint => ({
  id: row.id,
  url: row.url,
  description: row.description,
  events: row.events,
  status: row.status,
  disabledReason: row.disabledReason,
  disabledAt: row.disabledAt,
  failingSince: row.failingSince,
  previousSecretUntil:
    row.previousSecretUntil && row.previousSecretUntil > clock.now() ? row.previousSecretUntil : null,
  createdAt: row.createdAt,
});

async function create(
  deps: EndpointsDeps,
  actor: Actor,
  { url, description, events }: z.infer<typeof createEndpointInput>,
): Promise<WithSecret> {
  requireRole(actor, "admin");
  const { href } = readAddress(url, deps.mayDial);
  const { workspaceId, userId: createdByUserId } = actor;
  const now = deps.clock.now();
  const id = newId(now.getTime());
  const secret = newSecret();
  const sealed = await deps.secretBox.seal(secret, secretPlace({ workspaceId, id }));
  const row = await deps.work.run(async (tx) => {
    if ((await repo.countEndpoints(tx.db, workspaceId)) >= MOST_ENDPOINTS) throw tooMany(MOST_ENDPOINTS);
    return repo.insertEndpoint(tx.db, {
      ...{ id, workspaceId, createdByUserId, url: href, description, events, secret: sealed, createdAt: now },
    });
  });
  return { endpoint: present(deps, row), secret };
}

export const tooMany = (count: number) =>
  new AppError("CONFLICT", `more than ${count} of them`, {
    userMessage: "TOO_MANY_WEBHOOKS",
    params: { count },
  });

async function rotate(deps: EndpointsDeps, actor: Actor, endpointId: string): Promise<WithSecret> {
  const { workspaceId } = actor;
  const secret = newSecret();
  const sealed = await deps.secretBox.seal(secret, secretPlace({ workspaceId, id: endpointId }));
  const until = new Date(deps.clock.now().getTime() + SECRET_OVERLAP_MS);
  const endpoint = await held(deps, actor, endpointId, (tx, row) =>
    repo.updateEndpoint(tx.db, workspaceId, endpointId, {
      ...{ secret: sealed, previousSecret: row.secret, previousSecretUntil: until },
    }),
  );
  return { endpoint, secret };
}

/** Changes an endpoint while nobody else does; answers with how it stands then. */
async function held(
  deps: EndpointsDeps,
  actor: Actor,
  endpointId: string,
  deed: (tx: Tx, endpoint: repo.EndpointRow) => Promise<unknown>,
): Promise<Endpoint> {
  requireRole(actor, "admin");
  const { workspaceId } = actor;
  const row = await deps.work.run(async (tx) => {
    await repo.findEndpoint(tx.db, workspaceId, endpointId);
    const endpoint = await repo.lockEndpoint(tx.db, endpointId);
    if (endpoint) await deed(tx, endpoint);
    return repo.findEndpoint(tx.db, workspaceId, endpointId);
  });
  return present(deps, row);
}

// Sending by hand ------------------------------------------------------------------------------------------------------

async function test(deps: EndpointsDeps, actor: Actor, endpointId: string) {
  requireRole(actor, "admin");
  const { workspaceId } = actor;
  await repo.findEndpoint(deps.db, workspaceId, endpointId);
  await limitByHand(deps, actor);
  const now = deps.clock.now();
  const [messageId, deliveryId] = [newId(now.getTime()), newId(now.getTime())];
  await deps.work.run(async (tx) => {
    await repo.insertMessage(tx.db, {
      ...{ id: messageId, workspaceId, type: TEST_EVENT, cause: messageId, data: {}, occurredAt: now },
    });
    await repo.insertDelivery(tx.db, {
      ...{ id: deliveryId, workspaceId, messageId, endpointId, nextAttemptAt: now, createdAt: now },
    });
    const { name, payload, key } = deliveryJob(deliveryId, 1);
    await tx.enqueue(name, payload, { key, workspaceId });
  });
  return { deliveryId };
}

async function resend(deps: EndpointsDeps, actor: Actor, deliveryId: string): Promise<void> {
  requireRole(actor, "admin");
  const { workspaceId } = actor;
  await repo.findDelivery(deps.db, workspaceId, deliveryId);
  await limitByHand(deps, actor);
  await deps.work.run(async (tx) => {
    const { round } = await repo.reopen(tx.db, workspaceId, deliveryId, deps.clock.now());
    const { name, payload, key } = deliveryJob(deliveryId, round);
    await tx.enqueue(name, payload, { key, workspaceId });
  });
}

// The log --------------------------------------------------------------------------------------------------------------

async function deliveries(
  { db }: EndpointsDeps,
  actor: Actor,
  query: z.infer<typeof deliveryListInput>,
): Promise<z.infer<typeof deliveryListOutput>> {
  requireRole(actor, "admin");
  await repo.findEndpoint(db, actor.workspaceId, query.endpointId);
  const { endpointId, state, cursor = null, limit } = query;
  const found = await repo.listDeliveries(db, actor.workspaceId, {
    ...{ endpointId, cursor, limit },
    ...(state && { state }),
  });
  const items = found.slice(0, limit).map(presentDelivery);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

async function delivery(
  { db }: EndpointsDeps,
  actor: Actor,
  deliveryId: string,
): Promise<z.infer<typeof deliveryDetailOutput>> {
  requireRole(actor, "admin");
  const row = await repo.findDelivery(db, actor.workspaceId, deliveryId);
  return { ...presentDelivery(row), body: bodyOf(row.message), log: row.log.map(presentAttempt) };
}

const presentDelivery = (row: repo.ListedDelivery): z.infer<typeof deliveryOutput> => ({
  id: row.id,
  messageId: row.messageId,
  type: row.message.type,
  state: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt,
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
  last: row.log[0] ? presentAttempt(row.log[0]) : null,
});

const presentAttempt = ({ number, at, durationMs, ok, statusCode, errorCode, excerpt }: repo.AttemptRow) => ({
  ...{ number, at, durationMs, ok, statusCode, errorCode, excerpt },
});
