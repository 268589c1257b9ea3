import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** CBOR (RFC 8949), as much of it as an authenticator speaks: small numbers, bytes, texts and maps of them. */
function cbor(value: unknown): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)]);
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 255]);
}

const sha256 = (data: string | Buffer): Buffer => createHash("sha256").update(data).digest();
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const CREDENTIAL_INCLUDED = 0x40;

export interface Ceremony {
  challenge: string;
  origin: string;
  rpId: string;
  /** What the device says of finger, face or PIN. */
  userVerified?: boolean;
}

/** A passkey device in software: one ES256 key, no attestation (WebAuthn level 2, sections 6.1 and 7). */
export function softwareAuthenticator() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  let counter = 0;

  const clientData = (type: string, { challenge, origin }: Ceremony): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  function authenticatorData({ rpId, userVerified = true }: Ceremony, credential = Buffer.alloc(0)): Buffer {
    const flags =
      USER_PRESENT | (userVerified ? USER_VERIFIED : 0) | (credential.length ? CREDENTIAL_INCLUDED : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, credential]);
  }

  const envelope = (response: Record<string, unknown>) => ({
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key",
    clientExtensionResults: {},
    response,
  });

  return {
    /** The answer to `navigator.credentials.create()`. */
    register(ceremony: Ceremony) {
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      const key = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, "base64url")],
          [-3, Buffer.from(y, "base64url")],
        ]),
      );
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const attestation = cbor(
        new Map<string, unknown>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authenticatorData(ceremony, credential)],
        ]),
      );
      return envelope({
        clientDataJSON: clientData("webauthn.create", ceremony).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      });
    },
    /** The answer to `navigator.credentials.get()`. */
    authenticate(ceremony: Ceremony) {
      const client = clientData("webauthn.get", ceremony);
      const authenticator = authenticatorData(ceremony);
      const signature = sign("sha256", Buffer.concat([authenticator, sha256(client)]), privateKey);
      return envelope({
        clientDataJSON: client.toString("base64url"),
        authenticatorData: authenticator.toString("base64url"),
        signature: signature.toString("base64url"),
      });
    },
  };
}
