import { createContext, useContext } from "react";

/** The nonce of the page's content security policy, for whatever adds a style or script element of its own. */
export const NonceContext = createContext<string | undefined>(undefined);
export const useNonce = () => useContext(NonceContext);
