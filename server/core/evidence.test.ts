import { describe, expect, it } from "vitest";
import { EVIDENCE, evidenceOf, readEvidence } from "./evidence.ts";
import { isSecretKey, redact, redactText } from "./redact.ts";

const evidence = evidenceOf({
  "instagram.published": ["container", "post"],
  "instagram.preparation_failed": ["container", "status", "error"],
  "tiktok.upload_incomplete": ["publishId", "received", "size"],
  "tiktok.failed": ["publishId", "error"],
  "tiktok.not_listed": [],
});
const CANARY = "canary0123456789ABCDEFcanary";
const published = evidence("instagram.published", {
  container: "17841405822304914",
  post: "18012345678901234",
});

describe("evidence", () => {
  it("is one line of its key and its facts, and is read back whole", () => {
    expect(published).toBe(
      'instagram.published {"container":"17841405822304914","post":"18012345678901234"}',
    );
    expect(readEvidence(published)).toEqual({
      key: "instagram.published",
      params: { container: "17841405822304914", post: "18012345678901234" },
    });
    expect(evidence("tiktok.not_listed")).toBe("tiktok.not_listed");
    expect(readEvidence("tiktok.not_listed")).toEqual({ key: "tiktok.not_listed", params: {} });
  });

  it("keeps numbers, quotes, braces and line breaks as they were", () => {
    const facts = { publishId: 'v_pub~"1} {2\n\\', received: 50, size: 100 };
    expect(readEvidence(evidence("tiktok.upload_incomplete", facts))?.params).toEqual(facts);
  });

  it("stays far below what a row keeps, however long a network's words are", () => {
    const long = "é".repeat(5_000);
    const text = evidence("instagram.preparation_failed", { container: long, status: long, error: long });
    expect(text.length).toBeLessThan(500);
    expect(readEvidence(text)?.params.error).toBe("é".repeat(100));
  });

  it.each(["secret\n", "see ", "https://u:", ""])("carries no secret, not even after %j", (before) => {
    const error = `${before}Bearer ${CANARY} access_token=${CANARY} a.canary@example.org`;
    const text = evidence("tiktok.failed", { publishId: "v_pub~1", error });
    expect(text).not.toContain("canary");
    expect(readEvidence(text)?.params.publishId).toBe("v_pub~1");
  });

  it("passes every later redaction unchanged", () => {
    const texts = Object.entries(EVIDENCE).map(
      ([key, names]) =>
        `${key} ${JSON.stringify(Object.fromEntries(names.map((name) => [name, "v2.1~Ab9"])))}`,
    );
    expect(texts.map(redactText)).toEqual(texts);
    expect(redact({ evidence: published })).toEqual({ evidence: published });
    expect(Object.values(EVIDENCE).flat().filter(isSecretKey)).toEqual([]);
  });
});

describe("reading what is no evidence of today", () => {
  it.each([
    ["a sentence of an earlier time", "A person looked and found the post."],
    [
      "a text cut at a thousand characters",
      `tiktok.failed {"publishId":"1","error":"${"x".repeat(2_000)}"}`.slice(0, 1_000),
    ],
    ["a key without a network", 'guessed {"post":"1"}'],
    ["a name every object has", "constructor"],
    ["a key of the house without its facts", "network.answered"],
    ["a fact that is a list", 'tiktok.several_listed {"posts":[1]}'],
    ["words after a key", "tiktok.not_listed yet"],
    ["nothing", ""],
  ])("%s: null", (_what, text) => {
    expect(readEvidence(text)).toBeNull();
  });
});
