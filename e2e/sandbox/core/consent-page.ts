import { html } from "./html.ts";
import { page } from "./page.ts";

export interface ConsentAccount {
  id: string;
  title: string;
  subtitle: string;
}

export interface ConsentScreen {
  network: string;
  theme: string;
  appName: string;
  accounts: ConsentAccount[];
  selected?: string;
  scopes: { scope: string; label: string; mandatory: boolean }[];
  /** Path the form posts to; the authorize URL travels in it. */
  action: string;
  authorizeUrl: string;
}

/** The consent screen: one form, an account, the permissions, Allow or Deny. Works without scripts and by keyboard. */
export function consentPage(screen: ConsentScreen): Response {
  return page(
    { title: `Log in with ${screen.network}`, bare: true, theme: screen.theme },
    html`<form class="card narrow consent" method="post" action="${screen.action}">
<h1>${screen.appName} would like access to your ${screen.network} account</h1>
<input type="hidden" name="authorize_url" value="${screen.authorizeUrl}">
<fieldset>
<legend>Account</legend>
${screen.accounts.map(
  (account, index) =>
    html`<label class="choice"><input type="radio" name="account" value="${account.id}"${
      account.id === (screen.selected ?? screen.accounts[0]?.id) ? html` checked` : undefined
    } required><span><strong>${account.title}</strong><small id="account-${index}">${account.subtitle}</small></span></label>`,
)}
</fieldset>
<fieldset>
<legend>Permissions</legend>
${screen.scopes.map(
  ({ scope, label, mandatory }) =>
    html`<label class="choice"><input type="checkbox" name="scope" value="${scope}" checked${
      mandatory ? html` disabled` : undefined
    }><span>${label}<small><code>${scope}</code>${mandatory ? " · always granted" : ""}</small></span></label>${
      mandatory ? html`<input type="hidden" name="scope" value="${scope}">` : undefined
    }`,
)}
</fieldset>
<p class="actions"><button class="primary" type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" formnovalidate>Deny</button></p>
</form>`,
  );
}
