import { readFileSync } from "node:fs";
import path from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import type { MediaOutput } from "#server/features/media/schema.ts";
import type { PostOutput, TargetInput } from "#server/features/posts/schema.ts";
import type { AppRouter } from "#server/trpc/app-router.ts";

export type { MediaOutput, PostOutput, TargetInput };

export interface Registration {
  name: string;
  email: string;
  password: string;
  /** Zone of the workspace; UTC when left out. */
  timeZone?: string;
}

/** A person at the public API: a cookie jar, the typed client, and what a browser does besides. */
export interface ApiClient {
  trpc: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** Signs up and signs in. */
  signUp(person: Registration): Promise<void>;
  /** The session as a browser would hold it. */
  cookies(): { name: string; value: string }[];
  upload(file: string, contentType: string): Promise<MediaOutput>;
  /** GET that follows nothing: answers with where it leads. */
  redirectOf(pathOrUrl: string): Promise<string>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** `origin` is asked at each call, because a test may restart the app elsewhere. */
export function createApiClient(origin: () => string): ApiClient {
  const jar = new Map<string, string>();
  const send = async (target: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    headers.set("origin", origin());
    const response = await fetch(new URL(target, origin()), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split(/=(.*)/s);
      if (value && !/max-age=0/i.test(cookie)) jar.set(name, value);
      else jar.delete(name);
    }
    return response;
  };
  const expectOk = async (response: Response): Promise<Response> => {
    if (!response.ok)
      throw new Error(
        `${response.url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`,
      );
    return response;
  };
  return {
    fetch: send,
    trpc: createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: "http://app/api/trpc",
          transformer: superjson,
          fetch: (url, init) => {
            const { pathname, search } = new URL(String(url));
            return send(pathname + search, init as RequestInit);
          },
        }),
      ],
    }),
    cookies: () => [...jar].map(([name, value]) => ({ name, value })),
    async signUp(person) {
      const post = async (path: string, body: unknown) =>
        expectOk(
          await send(`/api/auth${path}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
        );
      await post("/sign-up/email", person);
      await post("/sign-in/email", { email: person.email, password: person.password });
    },
    async upload(file, contentType) {
      const name = encodeURIComponent(path.basename(file));
      const init = { method: "POST", headers: { "content-type": contentType }, body: readFileSync(file) };
      const media = (await (
        await expectOk(await send(`/api/media?name=${name}`, init))
      ).json()) as MediaOutput;
      return media;
    },
    async redirectOf(target) {
      const response = await send(target);
      const location = response.headers.get("location");
      if (!location) throw new Error(`${target} answered ${response.status} without a redirect`);
      return new URL(location, origin()).href;
    },
  };
}
