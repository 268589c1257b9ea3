import { RemixBrowser } from "@remix-run/react";
import i18next from "i18next";
import { type ReactNode, StrictMode, startTransition, useEffect, useState } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { getInitialNamespaces } from "remix-i18next/client";
import { defaultNS, fallbackLng, resources, supportedLngs } from "./i18n/i18n.ts";
import { NonceContext } from "./lib/nonce.ts";

// The browser hides nonce attributes but keeps the property. react-remove-scroll (Mantine's modals and spotlight)
// reads it under this name.
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
Object.assign(globalThis, { __webpack_nonce__: nonce });

/** Hydrates with an empty nonce, as the browser blanks the attribute, then hands out the real one for later styles. */
function WithNonce({ children }: { children: ReactNode }) {
  const [value, setValue] = useState<string | undefined>("");
  useEffect(() => setValue(nonce), []);
  return <NonceContext.Provider value={value}>{children}</NonceContext.Provider>;
}

async function hydrate() {
  await i18next.use(initReactI18next).init({
    lng: document.documentElement.lang,
    ns: getInitialNamespaces(),
    resources,
    defaultNS,
    supportedLngs: [...supportedLngs],
    fallbackLng,
    interpolation: { escapeValue: false },
  });
  startTransition(() => {
    hydrateRoot(
      document,
      <WithNonce>
        <I18nextProvider i18n={i18next}>
          <StrictMode>
            <RemixBrowser />
          </StrictMode>
        </I18nextProvider>
      </WithNonce>,
    );
  });
}

void hydrate();
