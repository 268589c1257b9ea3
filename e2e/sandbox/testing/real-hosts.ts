/** A fetch that finds a provider's real addresses inside the sandbox, so that clients can be used as they come. */
export const sandboxedFetch =
  (sandboxUrl: string) =>
  (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const address = new URL(input instanceof Request ? input.url : input);
    const inside = `${sandboxUrl}/${address.host}${address.pathname}${address.search}`;
    return fetch(input instanceof Request ? new Request(inside, input) : inside, init);
  };

/** The sandbox's own address for one of a provider's real addresses. */
export const insideSandbox = (sandboxUrl: string, address: string): string => {
  const { host, pathname, search } = new URL(address);
  return `${sandboxUrl}/${host}${pathname}${search}`;
};
