import net from "node:net";
import { lasting, type Run, sudden } from "./run.ts";

const CLIENTS = 300;
const ANNOUNCED = 600;
const BYTE_EVERY_MS = 500;
/** The product gives a body ten seconds; the rest is for a busy machine. */
const GIVEN_UP_WITHIN_MS = 13_000;

interface Ended {
  afterMs: number;
  answer: string;
}

/**
 * Three hundred connections beside the load, each opened anew when it ends: half of them send a byte now and then, half
 * stop in the middle. Every one must be told 408 and shut, in time.
 */
export async function slowBodies(run: Run): Promise<void> {
  const over = new AbortController();
  await run.until(run.lengthMs / 10);
  const clients: Promise<Ended[]>[] = [];
  await sudden(run, async () => {
    for (let client = 0; client < CLIENTS; client++)
      clients.push(keepDribbling(run.stage.app().url, client % 2 === 0, over.signal));
  });
  await run.until(Math.max(0.65 * run.lengthMs, Math.min(run.lengthMs, 15_000)));
  over.abort();
  const ended = (await Promise.all(clients)).flat();
  await lasting(run, async () => undefined);
  const untold = ended.filter(({ answer }) => !answer.startsWith("HTTP/1.1 408 "));
  const late = ended.filter(({ afterMs }) => afterMs > GIVEN_UP_WITHIN_MS);
  if (untold.length > 0)
    run.wrongs.push(
      `${untold.length} of ${ended.length} slow bodies were not told 408: ${untold[0]?.answer.slice(0, 80)}`,
    );
  if (late.length > 0) run.wrongs.push(`${late.length} of ${ended.length} slow bodies were kept too long`);
  if (ended.length === 0) run.wrongs.push("no slow body came to its end");
}

/** One after the other until it is over; the last is seen through to its end. */
async function keepDribbling(origin: string, drips: boolean, over: AbortSignal): Promise<Ended[]> {
  const ended: Ended[] = [];
  while (!over.aborted) ended.push(await dribble(new URL(origin), drips));
  return ended;
}

function dribble({ hostname, port }: URL, drips: boolean): Promise<Ended> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let answer = "";
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(
        `POST /api/webhooks/tiktok HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: ${ANNOUNCED}\r\n\r\n{"event":"`,
      ),
    );
    const drip = setInterval(() => drips && socket.writable && socket.write("x"), BYTE_EVERY_MS);
    const tooLong = setTimeout(() => socket.destroy(), 2 * GIVEN_UP_WITHIN_MS);
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    // A byte sent at the moment of the end is answered with a reset; what was said before counts.
    socket.on("error", () => undefined);
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      clearInterval(drip);
      clearTimeout(tooLong);
      resolve({ afterMs: performance.now() - startedAt, answer });
    });
  });
}
