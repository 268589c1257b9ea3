import type { TextCounter } from "../rules.ts";
import { threadsLength } from "./text.ts";

/** Characters as Threads counts them, for the composer and for the server's own check. */
export const counter: TextCounter = { unit: "emoji-utf8", count: threadsLength };
