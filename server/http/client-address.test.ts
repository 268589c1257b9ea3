import { describe, expect, it } from "vitest";
import { CLIENT_ADDRESS_HEADER, clientAddress, clientIdentity } from "./client-address.ts";
import { securityHeaders, withSecurityHeaders } from "./security-headers.ts";

const from = (peer: string, forwarded?: string) =>
  new Request("http://a.test/", {
    headers: {
      ...(peer ? { [CLIENT_ADDRESS_HEADER]: peer } : {}),
      ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }),
    },
  });

describe("clientAddress", () => {
  it("is the socket's peer when no proxy is ours, whatever the client claims", () => {
    expect(clientAddress(from("203.0.113.7", "1.1.1.1, 2.2.2.2"), 0)).toBe("203.0.113.7");
  });

  it("is what our outermost proxy saw, not what the client wrote before it", () => {
    expect(clientAddress(from("10.0.0.1", "6.6.6.6, 203.0.113.7"), 1)).toBe("203.0.113.7");
    expect(clientAddress(from("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.2"), 2)).toBe("203.0.113.7");
  });

  it("takes the farthest entry there is when proxies wrote fewer than expected", () => {
    expect(clientAddress(from("10.0.0.1", "203.0.113.7"), 3)).toBe("203.0.113.7");
    expect(clientAddress(from("10.0.0.1"), 1)).toBe("10.0.0.1");
  });

  it.each([
    ["203.0.113.7:4711", "203.0.113.7"],
    ["[2001:db8::1]:4711", "2001:db8:0:0:0:0:0:1"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["fe80::1%eth0", "fe80:0:0:0:0:0:0:1"],
  ])("reads %s as %s", (entry, address) => {
    expect(clientAddress(from("10.0.0.1", entry), 1)).toBe(address);
  });

  it.each(["unknown", "' or 1=1", "1.2.3", "x".repeat(5_000)])(
    "falls back to the peer for nonsense",
    (entry) => {
      expect(clientAddress(from("10.0.0.1", entry), 1)).toBe("10.0.0.1");
    },
  );
});

describe("clientIdentity", () => {
  it("is one for a whole IPv6 /64, which one customer owns", () => {
    const a = clientIdentity(from("2001:db8:1:2:aaaa::1"), 0);
    expect(clientIdentity(from("2001:db8:1:2:bbbb::2"), 0)).toBe(a);
    expect(clientIdentity(from("2001:db8:1:3::1"), 0)).not.toBe(a);
  });

  it("is the address for IPv4, and one bucket for those without any", () => {
    expect(clientIdentity(from("203.0.113.7"), 0)).toBe("203.0.113.7");
    expect(clientIdentity(from(""), 0)).toBe("unknown");
  });
});

describe("securityHeaders", () => {
  it("promise transport security only where there is any", () => {
    expect(securityHeaders({ appUrl: "https://a.test" })["strict-transport-security"]).toMatch(
      /max-age=63072000/,
    );
    expect(securityHeaders({ appUrl: "http://localhost:3000" })).not.toHaveProperty(
      "strict-transport-security",
    );
  });

  it("let nothing run in an answer that brings no policy of its own", () => {
    const response = withSecurityHeaders(new Response("<script>alert(1)</script>"), {
      appUrl: "https://a.test",
    });
    expect(response.headers.get("content-security-policy")).toMatch(
      /default-src 'none'.*frame-ancestors 'none'.*sandbox/,
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  it("keep what a page set itself, its status and its body", async () => {
    const page = new Response("hello", {
      status: 404,
      headers: { "content-security-policy": "script-src 'nonce-x'" },
    });
    const response = withSecurityHeaders(page, { appUrl: "https://a.test" });
    expect(response.headers.get("content-security-policy")).toBe("script-src 'nonce-x'");
    expect([response.status, await response.text()]).toEqual([404, "hello"]);
  });
});
