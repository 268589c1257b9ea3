import type { ShouldRevalidateFunction } from "@remix-run/react";

/**
 * For loaders that do not depend on the query, or whose page asks the API itself when it changes: turning a page or
 * choosing a filter does not run them again. `export { keepOnSearch as shouldRevalidate }`
 */
export const keepOnSearch: ShouldRevalidateFunction = ({
  currentUrl,
  nextUrl,
  formMethod,
  defaultShouldRevalidate,
}) => {
  const samePage = currentUrl.pathname === nextUrl.pathname && currentUrl.search !== nextUrl.search;
  return samePage && !formMethod ? false : defaultShouldRevalidate;
};
