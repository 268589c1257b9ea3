import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { answered } from "./answered.server.ts";

const thrown = (work: Promise<unknown>) => answered(work).catch((error: unknown) => error);
const refusal = (code: TRPCError["code"]) => thrown(Promise.reject(new TRPCError({ code })));

describe("a loader's question", () => {
  it("gives the answer through", async () => {
    expect(await answered(Promise.resolve(7))).toBe(7);
  });

  it("what is not there is a 404 page, what is not allowed a 403 page", async () => {
    expect(await refusal("NOT_FOUND")).toMatchObject({ status: 404 });
    expect(await refusal("FORBIDDEN")).toMatchObject({ status: 403 });
  });

  it("a session that ended is no fault of ours; the layout leads to the sign-in page", async () => {
    expect(await refusal("UNAUTHORIZED")).toMatchObject({ status: 401 });
  });

  it("a database that is away is a 503 page, reported where it was missed", async () => {
    expect(await refusal("SERVICE_UNAVAILABLE")).toMatchObject({ status: 503 });
  });

  it("a fault of ours stays an error, so that it is reported", async () => {
    expect(await refusal("INTERNAL_SERVER_ERROR")).toBeInstanceOf(TRPCError);
    expect(await thrown(Promise.reject(new TypeError("bug")))).toBeInstanceOf(TypeError);
  });
});
