import { isRecord } from "../core/json.ts";
import { graphError } from "./graph-error.ts";

/** `id,name,instagram_business_account{id,username}` as a tree. */
export interface Fields {
  [name: string]: Fields | undefined;
}

const syntaxError = (text: string) =>
  graphError({
    code: 2500,
    message: `Syntax error "Unexpected character." in the field expression: ${text}`,
  });

export function parseFields(text: string): Fields {
  let position = 0;
  function list(): Fields {
    const fields: Fields = {};
    for (;;) {
      const name = /^[\w.]+(\([^)]*\))?/.exec(text.slice(position).trimStart())?.[0];
      if (name === undefined) throw syntaxError(text);
      position = text.indexOf(name, position) + name.length;
      fields[name.replace(/\(.*/, "").replace(/\..*/, "")] = nested();
      if (text[position] !== ",") return fields;
      position += 1;
    }
  }
  function nested(): Fields | undefined {
    if (text[position] !== "{") return undefined;
    position += 1;
    const fields = list();
    if (text[position] !== "}") throw syntaxError(text);
    position += 1;
    return fields;
  }
  const fields = list();
  if (position < text.length) throw syntaxError(text);
  return fields;
}

/** A node with every field it could show; undefined where it has the field but no value. */
export type Node = Record<string, unknown>;

/** Picks the fields asked for; `id` always comes along, as Graph does. Unknown fields are error 100. */
export function project(node: Node, fields: Fields, type: string): Node {
  const picked: Node = {};
  for (const [name, nested] of Object.entries(fields)) {
    if (!(name in node)) {
      throw graphError({
        code: 100,
        message: `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`,
      });
    }
    const value = node[name];
    if (value === undefined) continue;
    picked[name] = isNode(value) ? project(value, nested ?? { id: undefined }, "IGUser") : value;
  }
  if (node.id !== undefined) picked.id = node.id;
  return picked;
}

const isNode = (value: unknown): value is Node => isRecord(value) && "id" in value;

/** A page of a list, with cursors and the address of the next page. */
export function paginate<T extends { id: string }>(
  all: T[],
  params: Map<string, string>,
  url: URL,
  base: string,
): { items: T[]; paging?: Record<string, unknown> } {
  const limit = Math.min(Math.max(1, Number(params.get("limit") ?? 25) || 25), 100);
  const after = decode(params.get("after"));
  const before = decode(params.get("before"));
  let start = 0;
  let end = all.length;
  if (after !== undefined) start = all.findIndex((item) => item.id === after) + 1;
  else if (before !== undefined) {
    end = Math.max(
      0,
      all.findIndex((item) => item.id === before),
    );
    start = Math.max(0, end - limit);
  }
  const items = all.slice(start, Math.min(end, start + limit));
  const [first, last] = [items[0], items[items.length - 1]];
  if (!first || !last) return { items };
  const cursors = { before: encode(first.id), after: encode(last.id) };
  const more = start + items.length < all.length;
  return {
    items,
    paging: { cursors, ...(more && { next: pageUrl(url, base, params, "after", cursors.after) }) },
  };
}

function pageUrl(url: URL, base: string, params: Map<string, string>, key: string, cursor: string): string {
  const next = new URL(url.pathname, base);
  for (const [name, value] of params)
    if (name !== "after" && name !== "before") next.searchParams.set(name, value);
  next.searchParams.set(key, cursor);
  return next.href;
}

const encode = (id: string): string => Buffer.from(id).toString("base64url");
const decode = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : Buffer.from(cursor, "base64url").toString();
