import { createHmac, timingSafeEqual } from "node:crypto";
import { testClock } from "#e2e/support/clock.ts";
import { seeded } from "#e2e/support/signature-fuzz.ts";
import { schemes } from "#e2e/support/signature-schemes.ts";

const DELIVERIES = 50_000;
const SECRET = "whsec_one-of-the-bench";

export interface Checked {
  /** Deliveries checked a second. */
  ours: number;
  bare: number;
}

/** The opponent of the signature bench: sincere deliveries of Stripe's, checked by this house and as a few lines would. */
export async function checkBoth(seed: number): Promise<Checked> {
  const scheme = schemes.find(({ name }) => name === "stripe");
  if (!scheme) throw new Error("no scheme is called stripe");
  const random = seeded(seed);
  const clock = testClock(new Date());
  const at = Math.floor(clock.now().getTime() / 1_000);
  const deliveries = Array.from({ length: DELIVERIES }, (_, n) => {
    const body = Buffer.from(JSON.stringify({ id: `evt_${n}`, type: "invoice.paid", data: { object: {} } }));
    return { body, headers: new Headers(scheme.sign({ body, secret: SECRET, at, random })) };
  });
  const secrets = [{ id: "only", secret: SECRET }];
  return {
    ours: await perSecond(({ body, headers }) => scheme.accepts(headers, body, secrets, clock)),
    bare: await perSecond(async ({ body, headers }) =>
      isSigned(headers.get("stripe-signature") ?? "", body, clock.now().getTime() / 1_000),
    ),
  };

  async function perSecond(check: (delivery: (typeof deliveries)[number]) => Promise<boolean>) {
    const startedAt = performance.now();
    for (const delivery of deliveries)
      if (!(await check(delivery))) throw new Error("a sincere delivery was not accepted");
    return DELIVERIES / ((performance.now() - startedAt) / 1_000);
  }
}

/** One secret, one signature, no rotation. */
function isSigned(header: string, body: Buffer, nowS: number): boolean {
  const parts = Object.fromEntries(header.split(",").map((part) => part.trim().split("=", 2)));
  const mac = createHmac("sha256", SECRET).update(`${parts.t}.`).update(body).digest();
  const given = Buffer.from(String(parts.v1), "hex");
  return (
    Math.abs(nowS - Number(parts.t)) <= 300 && given.length === mac.length && timingSafeEqual(mac, given)
  );
}
