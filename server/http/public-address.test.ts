import fc from "fast-check";
import { expect, it } from "vitest";
import { isPublicAddress, mayDial } from "./public-address.ts";

it.each([
  "8.8.8.8",
  "1.1.1.1",
  "93.184.215.14",
  "31.13.65.36",
  "2606:4700:4700::1111",
  "2a03:2880:f003:c07:face:b00c:0:2",
])("lets %s pass", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:8.8.8.8",
  "::ffff:127.0.0.1",
  "::8.8.8.8",
  "64:ff9b::808:808",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:808:808::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "4000::1",
  "not an address",
  "",
])("refuses %s", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it("refuses every IPv4 address in IPv6 clothes", () => {
  fc.assert(
    fc.property(fc.ipV4(), (v4) => {
      const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      for (const clothed of [`::ffff:${v4}`, `::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`, `2001::${hex}`])
        expect(isPublicAddress(clothed)).toBe(false);
    }),
  );
});

it.each([
  "https://hooks.example.com/a?b=c",
  "https://8.8.8.8/",
  "https://example.org:8443/",
  "https://[2606:4700::1]/",
])("lets a person enter %s", (url) => {
  expect(mayDial(new URL(url))).toBe(true);
});

it.each([
  "http://example.org/",
  "ftp://example.org/",
  "https://example.org:5432/",
  "https://user@example.org/",
  "https://:pw@example.org/",
  "https://10.0.0.1/",
  "https://2130706433/",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://postgres/",
  "https://printer.local/",
  "https://metadata.google.internal/",
])("does not let a person enter %s", (url) => {
  expect(mayDial(new URL(url))).toBe(false);
  expect(mayDial(new URL(url), { loopbackToo: true })).toBe(
    url === "https://[::1]/" || url.includes("2130706433"),
  );
});

it("lets this machine be entered where it is allowed, by any scheme and port of the web", () => {
  const here = ["http://127.0.0.1:3000/", "http://localhost/", "https://[::1]:9/"].map((url) => new URL(url));
  for (const url of here) expect([mayDial(url), mayDial(url, { loopbackToo: true })]).toEqual([false, true]);
});
