/** Whatever under /api nobody answers: 404 in the API's own form, never a page. */
export const loader = () =>
  Response.json(
    { error: { code: "NOT_FOUND", message: "NOT_FOUND", params: {} } },
    { status: 404, headers: { "cache-control": "no-store" } },
  );

export const action = () => loader();
