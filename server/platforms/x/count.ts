import type { TextCounter } from "../rules.ts";
import { weightOf } from "./weight.ts";

/** Characters as X counts them, for the composer and for the server's own check. */
export const counter: TextCounter = { unit: "weighted", count: weightOf };
