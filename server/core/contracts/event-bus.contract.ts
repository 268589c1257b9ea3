import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DomainEvent, EventBus } from "#server/core/ports.ts";

export interface EventBusUnderTest {
  /** Where events are published. */
  publisher: EventBus;
  /** Where they are heard: the same bus, or that of another process. */
  listener: EventBus;
  /** How many events a subscriber that does not read may have waiting. */
  bufferSize: number;
  close(): Promise<void>;
}

let counter = 0;
const changed = (workspaceId: string, id = `event-${counter++}`): DomainEvent => ({
  workspaceId,
  type: "post.changed",
  id,
});

/** What every event bus promises. */
export function eventBusContract(name: string, open: () => Promise<EventBusUnderTest>): void {
  describe(`${name} is an event bus`, () => {
    let bus: EventBusUnderTest;
    beforeAll(async () => {
      bus = await open();
    });
    afterAll(() => bus.close());

    it("carries an event to everyone who listens to its workspace, as it was sent", async () => {
      const [first, second] = [listen(bus.listener, "w1"), listen(bus.listener, "w1")];
      const event: DomainEvent = {
        workspaceId: "w1",
        userId: "u1",
        type: "notification.created",
        id: "n1",
      };
      await bus.publisher.publish(event);
      expect(await first.next()).toEqual(event);
      expect(await second.next()).toEqual(event);
      first.stop();
      second.stop();
    });

    it("says nothing to another workspace", async () => {
      const stranger = listen(bus.listener, "w-stranger");
      const own = listen(bus.listener, "w-own");
      await bus.publisher.publish(changed("w-own", "mine"));
      await own.next();
      await bus.publisher.publish(changed("w-stranger", "theirs"));
      expect((await stranger.next())?.id).toBe("theirs");
      own.stop();
      stranger.stop();
    });

    it("keeps the order, and what was published between subscribing and reading", async () => {
      const hearing = listen(bus.listener, "w-order");
      const ids = ["a", "b", "c", "d"];
      for (const id of ids) await bus.publisher.publish(changed("w-order", id));
      const heard: (string | undefined)[] = [];
      for (const _ of ids) heard.push((await hearing.next())?.id);
      expect(heard).toEqual(ids);
      hearing.stop();
    });

    it("ends a subscription when its signal aborts, waiting or not", async () => {
      const waiting = listen(bus.listener, "w-end");
      const next = waiting.next();
      waiting.stop();
      expect(await next).toBeUndefined();
      const never = new AbortController();
      never.abort();
      const heard: DomainEvent[] = [];
      for await (const event of bus.listener.subscribe("w-end", never.signal)) heard.push(event);
      expect(heard).toEqual([]);
    });

    it("drops the oldest for a subscriber that does not read, and tells it that it missed some", async () => {
      const slow = listen(bus.listener, "w-slow");
      const witness = listen(bus.listener, "w-slow");
      const total = bus.bufferSize + 5;
      for (let i = 0; i < total; i++) {
        await bus.publisher.publish(changed("w-slow", `slow-${i}`));
        await witness.next();
      }
      expect(await slow.next()).toMatchObject({ type: "events.missed", workspaceId: "w-slow" });
      const heard: (string | undefined)[] = [];
      for (let i = 0; i < bus.bufferSize; i++) heard.push((await slow.next())?.id);
      expect(heard[0]).toBe("slow-5");
      expect(heard.at(-1)).toBe(`slow-${total - 1}`);
      slow.stop();
      witness.stop();
    });

    it("lets nobody's absence hold up the publisher", async () => {
      await expect(bus.publisher.publish(changed("w-nobody"))).resolves.toBeUndefined();
    });
  });
}

/** A subscription that is read one event at a time; undefined once it has ended. */
export function listen(bus: EventBus, workspaceId: string) {
  const controller = new AbortController();
  const events = bus.subscribe(workspaceId, controller.signal)[Symbol.asyncIterator]();
  return {
    next: async (): Promise<DomainEvent | undefined> => {
      const { done, value } = await events.next();
      return done ? undefined : value;
    },
    stop: () => controller.abort(),
  };
}
