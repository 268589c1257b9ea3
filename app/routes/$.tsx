import { ProblemPage } from "#app/ui/problem-page.tsx";

/** Whatever has no page of its own: 404, in words. */
export const loader = () => {
  throw new Response(null, { status: 404, statusText: "Not Found" });
};

export const action = () => loader();

export default ProblemPage;
