import { createHmac } from "node:crypto";
import http from "node:http";

/**
 * The load generator of the webhook bench, a process of its own: signed TikTok deliveries over kept-alive connections,
 * at a fixed rate (each request has its time, whatever became of the one before) or as fast as they are answered.
 */
export interface LoadOptions {
  url: string;
  secret: string;
  seconds: number;
  connections: number;
  /** Requests a second; 0 for as many as there are answers. */
  rate: number;
  /** Names this run's events: no two runs send the same. */
  run: string;
}

export interface LoadResult {
  sent: number;
  /** Answers by status; `0` for none. */
  statuses: Record<string, number>;
  /** Milliseconds from the time a request was to be sent to its answer. */
  latencies: number[];
  elapsedMs: number;
}

function delivery({ secret, run }: LoadOptions, number: number): { body: string; signature: string } {
  const at = Math.floor(Date.now() / 1000);
  const content = JSON.stringify({
    publish_id: `v_pub_url~${run}.${number}`,
    publish_type: "DIRECT_PUBLISH",
  });
  const body = JSON.stringify({
    client_key: "sandbox-tiktok-key",
    event: "post.publish.complete",
    create_time: at,
    user_openid: `bench-${number % 50}`,
    content,
  });
  const mac = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return { body, signature: `t=${at},s=${mac}` };
}

function send(agent: http.Agent, url: URL, body: string, signature: string): Promise<number> {
  return new Promise((resolve) => {
    const request = http.request(url, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "tiktok-signature": signature,
      },
    });
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", () => resolve(0));
    request.end(body);
  });
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const { seconds, connections, rate } = options;
  const url = new URL(options.url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const result: LoadResult = { sent: 0, statuses: {}, latencies: [], elapsedMs: 0 };
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;

  async function one(dueAt: number): Promise<void> {
    const { body, signature } = delivery(options, result.sent++);
    const status = await send(agent, url, body, signature);
    result.statuses[status] = (result.statuses[status] ?? 0) + 1;
    result.latencies.push(performance.now() - dueAt);
  }

  if (rate === 0) {
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (performance.now() < endsAt) await one(performance.now());
      }),
    );
  } else {
    const under = new Set<Promise<void>>();
    for (let number = 0; number < rate * seconds; ) {
      const due = Math.min(rate * seconds, Math.floor(((performance.now() - startedAt) / 1_000) * rate) + 1);
      for (; number < due; number++) {
        const sending = one(startedAt + (number / rate) * 1_000).finally(() => under.delete(sending));
        under.add(sending);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(under);
  }
  result.elapsedMs = performance.now() - startedAt;
  agent.destroy();
  return result;
}

const [options] = process.argv.slice(2);
if (import.meta.main && options) {
  const result = await load(JSON.parse(options));
  process.stdout.write(JSON.stringify(result));
}
