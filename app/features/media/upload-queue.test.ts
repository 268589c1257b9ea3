import { describe, expect, it } from "vitest";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { precheck } from "./precheck.ts";
import type { SendOptions } from "./send-file.ts";
import { createUploadQueue } from "./upload-queue.ts";

const file = (name: string, size = 10, type = "image/jpeg") => ({ name, size, type }) as unknown as File;
const media = (id: string) => ({ id }) as unknown as MediaOutput;

/** A server that answers when it is told to. */
function slowServer() {
  const calls: {
    name: string;
    options: SendOptions;
    answer: (media: MediaOutput) => void;
    refuse: (error: unknown) => void;
  }[] = [];
  const queue = createUploadQueue(
    ({ name }, options) =>
      new Promise((answer, refuse) => {
        calls.push({ name, options, answer, refuse });
        options.signal.addEventListener("abort", () => refuse(options.signal.reason));
      }),
  );
  const states = () => queue.items().map(({ file, state }) => `${file.name} ${state.status}`);
  const call = (name: string) => {
    const found = calls.findLast((one) => one.name === name);
    if (!found) throw new Error(`${name} was not sent`);
    return found;
  };
  return { queue, calls, call, states };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the upload queue", () => {
  it("sends two at a time and the next when one is done", async () => {
    const { queue, call, states } = slowServer();
    queue.add([file("a"), file("b"), file("c")]);
    expect(states()).toEqual(["a sending", "b sending", "c waiting"]);
    call("b").answer(media("1"));
    await settled();
    expect(states()).toEqual(["a sending", "b done", "c sending"]);
  });

  it("tells how far it is, and that the server is looking", () => {
    const { queue, call, states } = slowServer();
    queue.add([file("a")]);
    call("a").options.onProgress(0.4);
    expect(queue.items()[0]?.state).toEqual({ status: "sending", fraction: 0.4 });
    call("a").options.onProgress(1);
    expect(states()).toEqual(["a checking"]);
  });

  it("hands over what was uploaded, and not what was refused", async () => {
    const { queue, call, states } = slowServer();
    const uploaded: string[] = [];
    queue.add([file("a"), file("b")], ({ id }) => void uploaded.push(id));
    call("a").refuse({ error: { code: "MEDIA_REJECTED" } });
    call("b").answer(media("2"));
    await settled();
    expect(uploaded).toEqual(["2"]);
    expect(states()).toEqual(["a failed", "b done"]);
  });

  it("stops what is cancelled, takes it off the list, and goes on with the next", async () => {
    const { queue, call, states } = slowServer();
    queue.add([file("a"), file("b"), file("c")]);
    const [first] = queue.items();
    queue.remove(first?.id ?? "");
    expect(call("a").options.signal.aborted).toBe(true);
    await settled();
    expect(states()).toEqual(["b sending", "c sending"]);
  });

  it("tries a failed one again, and hands it over then", async () => {
    const { queue, call, states } = slowServer();
    const uploaded: string[] = [];
    queue.add([file("a")], ({ id }) => void uploaded.push(id));
    call("a").refuse(new TypeError("offline"));
    await settled();
    queue.retry(queue.items()[0]?.id ?? "");
    expect(states()).toEqual(["a sending"]);
    call("a").answer(media("1"));
    await settled();
    expect(uploaded).toEqual(["1"]);
  });

  it("sends nothing the server would surely refuse, and says why at once", () => {
    const { queue, calls, states } = slowServer();
    queue.add([file("a.gif", 10, "image/gif"), file("b.jpg", 0), file("c.mp4", 10, "video/mp4")]);
    expect(states()).toEqual(["a.gif failed", "b.jpg failed", "c.mp4 sending"]);
    expect(calls.map(({ name }) => name)).toEqual(["c.mp4"]);
  });

  it("gives a new list only when something changed", () => {
    const { queue } = slowServer();
    let changes = 0;
    const stop = queue.subscribe(() => void changes++);
    expect(queue.items()).toBe(queue.items());
    queue.add([file("a")]);
    expect(changes).toBeGreaterThan(0);
    const seen = changes;
    stop();
    queue.add([file("b")]);
    expect(changes).toBe(seen);
  });
});

describe("what is known of a file before it is sent", () => {
  const mib = 1_048_576;
  it.each([
    ["image/jpeg", 50 * mib, undefined],
    ["image/jpeg", 50 * mib + 1, "imageTooLarge"],
    ["video/mp4", 1024 * mib, undefined],
    ["video/mp4", 1024 * mib + 1, "tooLarge"],
    ["", 10, undefined],
    ["", 0, "empty"],
    ["image/gif", 10, "gif"],
    ["image/heic", 10, "heic"],
    ["image/avif", 10, "heic"],
    ["application/pdf", 10, "unsupported"],
    ["video/x-matroska", 10, "unsupported"],
  ])("%s of %i bytes: %s", (type, size, problem) => {
    expect(precheck({ type, size })?.error.params.problem).toBe(problem);
  });
});
