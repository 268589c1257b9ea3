import { expect, test } from "vitest";
import { databaseAddress } from "./database-address.ts";

test("five parts make an address as good as one variable", () => {
  const parts = {
    DATABASE_HOST: "db.test",
    DATABASE_NAME: "app",
    DATABASE_USER: "u",
    DATABASE_PASSWORD: "p@ss",
  };
  expect(databaseAddress(parts)).toBe("postgresql://u:p%40ss@db.test:5432/app");
});

test("production verifies the server's certificate, whatever the address left open", () => {
  const env = { NODE_ENV: "production", DATABASE_URL: "postgres://u:p@db.test/app" };
  expect(databaseAddress(env)).toContain("sslmode=verify-full");
});

test("production without a database is refused by the variable's name, never given an embedded one", () => {
  expect(() => databaseAddress({ NODE_ENV: "production" })).toThrow(/^DATABASE_URL/);
  expect(databaseAddress({})).toBeNull();
});
