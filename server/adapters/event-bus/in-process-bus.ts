import type { EventBus } from "#server/core/ports.ts";
import { createSubscribers } from "./subscribers.ts";

/** Events within one process: for tests, and for an installation that is one process for certain. */
export function createInProcessEventBus(options: { bufferSize?: number } = {}): EventBus {
  const subscribers = createSubscribers(options.bufferSize);
  return {
    publish: async (event) => subscribers.deliver(event),
    subscribe: (workspaceId, signal) => subscribers.add(workspaceId, signal),
  };
}
