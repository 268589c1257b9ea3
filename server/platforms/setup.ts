import type { z } from "zod";
import type { Words } from "#server/catalog/service.ts";
import type { Variable } from "#server/config/variable.ts";

/** Client id and secret by login flavour. */
export type Clients = Record<string, { clientId: string; clientSecret: string }>;

/** Rows of the table of variables; whose they are follows from the folder. */
export type OwnVariables = Record<string, Omit<Variable, "service">>;

type Value<V extends OwnVariables, N extends keyof V> = z.output<V[N]["schema"]>;

/** The environment as a network's setup may read it: its own variables alone. */
export interface SetupReader<V extends OwnVariables> {
  /** The value, or undefined when it is absent or wrong; wrong ones are told by `doctor`. */
  get<N extends keyof V & string>(name: N): Value<V, N> | undefined;
  /** Values that only work together: all of them, or undefined; half of them is a problem per missing one. */
  together<const N extends readonly (keyof V & string)[]>(
    ...names: N
  ): { [K in N[number]]: Value<V, K> } | undefined;
}

/** The same for whoever holds a setup without knowing its variables. */
export interface AnyReader {
  get(name: string): unknown;
  together(...names: string[]): Record<string, unknown> | undefined;
}

interface SetupFacts<V extends OwnVariables, Name extends string> {
  /** Every variable it reads, in the order of `.env.example`. */
  variables: V;
  /** Named base addresses of the real network, without a trailing slash. In the sandbox `https://HOST` is `<sandbox>/HOST`. */
  urls: Record<string, string>;
  /** Holds the redirect address registered with the network. Without it: APP_URL/auth/<id>/callback. */
  redirectUri?: Name;
  /** Holds a secret its webhooks may be signed with, beside those of all its clients. */
  webhookSecret?: Name;
  /** Holds the text it sends back when it verifies the webhook address. */
  verifyToken?: Name;
  /** Connections may bring their own credentials, or need none: in production it is live without a client of ours, too. */
  worksWithoutClients?: true;
  /** What the sandbox's consent pages know, by login flavour; public on purpose. */
  sandboxClients: Clients;
  service: {
    /** What it is here for. */
    role: Words;
    /** The variables without which it does not count as configured. */
    needs: readonly Name[];
    /** How it fails, and what the product does then. */
    failureModes: readonly { what: Words; effect: Words }[];
    /** Where an operator gets the keys. */
    howToGet: Words;
    docsUrl: string;
  };
}

interface SetupReading<R> {
  /** Clients from the environment, by login flavour. With any the network is live; without: the sandbox, or off in production. */
  clients(reader: R): Clients;
  /** Whatever else its calls need to know, by names of its own; a user agent, an API version. Never a secret. */
  settings?(reader: R): Record<string, string>;
  /** Addresses that the installation chooses; live ones alone, over `urls`. */
  liveUrls?(reader: R): Record<string, string>;
}

/** Everything an operator sets up about a network, and what is written about it in the catalog of services. */
export type PlatformSetup<V extends OwnVariables = OwnVariables> = SetupFacts<V, string> &
  SetupReading<AnyReader>;

/** Checks a setup against its own variables: names that are not among them do not compile. */
export const defineSetup = <const V extends OwnVariables>(
  setup: SetupFacts<V, keyof V & string> & SetupReading<SetupReader<V>>,
): PlatformSetup<V> => setup as SetupFacts<V, string> & SetupReading<unknown> as PlatformSetup<V>;
