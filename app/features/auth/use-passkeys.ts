import { useEffect, useState } from "react";
import type { Problem } from "#app/lib/problem.ts";
import type { PasskeyAnswer } from "./auth-client.ts";
import { authProblem } from "./auth-problem.ts";

/** True once the page runs in a browser that can do passkeys here: they need https, or localhost. */
export function usePasskeysPossible(): boolean {
  const [possible, setPossible] = useState(false);
  useEffect(() => setPossible(typeof window.PublicKeyCredential === "function"), []);
  return possible;
}

/** Runs one dialogue with the browser at a time; what came of it, in words to come. */
export function usePasskeyDialogue(ask: () => Promise<PasskeyAnswer>, onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    async start() {
      setBusy(true);
      setProblem(null);
      const answer = await ask();
      setBusy(false);
      if (answer.ok) onDone();
      else setProblem(authProblem({ ...answer, retryAfterS: 60 }));
    },
  };
}
