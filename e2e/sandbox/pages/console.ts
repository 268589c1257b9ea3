import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { JournalEntry } from "../core/journal.ts";
import type { SandboxNetwork } from "../core/network.ts";
import { page, timeTag } from "../core/page.ts";
import type { Delivery } from "../core/webhooks.ts";
import { navigationLinks, type World } from "../world.ts";
import { readMails } from "./mailbox.ts";

const ROWS = 25;

/** The console: what is connected and live, time, faults, and the last requests and webhooks. */
export function mountConsole(app: Hono, world: World): void {
  app.get("/", () =>
    page(
      { title: "Console", current: "/", links: navigationLinks() },
      html`<header class="head"><h1>Sandbox console</h1><p>Stand-ins for the networks, on this machine alone.</p></header>
<div class="cards">${world.networks.map((network) => networkCard(world, network))}${mailCard(world)}${clockCard(world)}</div>
${faultSection(world)}${ledgerSection(world)}${journalSection(world.journal.read().slice(-ROWS).reverse())}${webhookSection(world.webhooks.list().slice(-ROWS).reverse())}`,
    ),
  );
  app.post("/console/clock", (context) => moveClock(context, world));
  app.post("/console/faults", (context) => addFault(context, world));
  app.post("/console/faults/clear", (context) => {
    world.faults.clear();
    return context.redirect("/", 303);
  });
}

const networkCard = (world: World, network: SandboxNetwork): Html => {
  const settings = world.settings.get(network.id);
  const accounts = html`<ul class="plain">${network
    .accounts()
    .map(
      (account) =>
        html`<li>@${account.handle} ${account.traits.map((trait) => html`<span class="tag">${trait}</span> `)}${
          account.connected ? html`<span class="tag good">connected</span>` : undefined
        }</li>`,
    )}</ul>`;
  const shown = navigationLinks().some(({ href }) => href === `/${network.id}`);
  if (!shown)
    return html`<section class="card"><h2>${network.label}</h2><p class="meta">Signs people in</p>${accounts}</section>`;
  return html`<section class="card"><h2><a href="/${network.id}">${network.label}</a></h2>
<p class="figure">${network.liveCount()} <small>live</small></p>
${accounts}
<p class="meta">Quota ${settings.quota} · processing ${settings.processingMs} ms · webhooks ${settings.webhooks} · moderation ${settings.moderation}</p></section>`;
};

function mailCard(world: World): Html {
  const mails = readMails(world.mailDir);
  return html`<section class="card"><h2><a href="/mailbox">Mailbox</a></h2><p class="figure">${mails.length} <small>${mails.length === 1 ? "mail" : "mails"}</small></p>
<ul class="plain">${mails.slice(0, 3).map((mail) => html`<li><a href="/mailbox/${mail.file}">${mail.subject}</a></li>`)}</ul></section>`;
}

const clockCard = (
  world: World,
): Html => html`<section class="card"><h2>Clock</h2><p>${timeTag(world.clock.iso())}</p>
<p class="meta">${world.clock.offsetMs() === 0 ? "Real time" : `${Math.round(world.clock.offsetMs() / 60_000)} minutes from real time`}</p>
<form method="post" action="/console/clock" class="actions">
<button name="advanceMs" value="60000">+1 min</button><button name="advanceMs" value="3600000">+1 h</button>
<button name="advanceMs" value="86400000">+1 day</button><button name="advanceMs" value="reset">Real time</button></form></section>`;

async function moveClock(context: Context, world: World): Promise<Response> {
  const value = String((await context.req.formData()).get("advanceMs") ?? "");
  const advanceMs = Number(value);
  if (value === "reset") world.moveClock(0);
  else if (Number.isInteger(advanceMs) && advanceMs > 0) world.moveClock(world.clock.offsetMs() + advanceMs);
  return context.redirect("/", 303);
}

const FAULTS = ["apply-then-drop", "drop", "hang", "status-500", "status-429"] as const;

function faultSection(world: World): Html {
  const rules = world.faults.list();
  return html`<section><h2>Faults</h2><form method="post" action="/console/faults" class="row">
<label>Operation <select name="operation">${world.networks.map(
    (network) =>
      html`<optgroup label="${network.label}">${network.operations.map(
        (operation) => html`<option value="${network.id}:${operation}">${operation}</option>`,
      )}</optgroup>`,
  )}</select></label>
<label>What happens <select name="fault">${FAULTS.map((fault) => html`<option>${fault}</option>`)}</select></label>
<label>Times <input name="times" type="number" min="1" max="100" value="1"></label><button class="primary">Arm</button></form>
${
  rules.length === 0
    ? html`<p class="empty">No fault is armed: every request is answered as it should be.</p>`
    : html`<ul class="plain">${rules.map((rule) => html`<li><code>${rule.network} ${rule.operation}</code> → ${rule.fault.kind} × ${rule.times}</li>`)}</ul>
<form method="post" action="/console/faults/clear"><button>Clear faults</button></form>`
}</section>`;
}

async function addFault(context: Context, world: World): Promise<Response> {
  const form = await context.req.formData();
  const [network = "", operation = ""] = String(form.get("operation") ?? "").split(":");
  const times = Math.min(100, Math.max(1, Math.trunc(Number(form.get("times"))) || 1));
  const kind = FAULTS.find((fault) => fault === form.get("fault"));
  if (kind && world.network(network)?.operations.includes(operation)) {
    const fault =
      kind === "status-500" || kind === "status-429"
        ? ({ kind: "status", status: kind === "status-500" ? 500 : 429 } as const)
        : ({ kind } as const);
    world.faults.add({ network, operation, times, fault });
  }
  return context.redirect("/", 303);
}

function ledgerSection(world: World): Html {
  const effects = world.store.effects().slice(-ROWS).reverse();
  return html`<section><h2>Ledger of effects</h2>${
    effects.length === 0
      ? html`<p class="empty">Nothing has become public yet.</p>`
      : table(
          ["When", "Network", "Account", "What", "Id", "Text"],
          effects.map((one) => [
            timeTag(one.at),
            one.network,
            `@${one.handle}`,
            one.kind,
            html`<code>${one.remoteId}</code>`,
            one.text.slice(0, 80),
          ]),
        )
  }</section>`;
}

const journalSection = (entries: JournalEntry[]): Html =>
  html`<section><h2>Requests</h2>${
    entries.length === 0
      ? html`<p class="empty">No request yet.</p>`
      : table(
          ["When", "Operation", "Status", "Request"],
          entries.map((one) => [
            timeTag(one.at),
            `${one.network} ${one.operation}`,
            html`${one.status === 0 ? "no answer" : one.status}${one.fault ? html` <span class="tag">${one.fault}</span>` : undefined}`,
            html`<code>${one.method} ${one.path}</code><br><small>${one.bodySummary.slice(0, 160)}${one.note ? html` <span class="tag">${one.note}</span>` : undefined}</small>`,
          ]),
        )
  }</section>`;

const webhookSection = (deliveries: Delivery[]): Html =>
  html`<section><h2>Webhooks</h2>${
    deliveries.length === 0
      ? html`<p class="empty">No webhook has been sent.</p>`
      : table(
          ["When", "Event", "State", "Answers"],
          deliveries.map((one) => [
            timeTag(one.createdAt),
            `${one.network} ${one.event}`,
            html`<span class="tag">${one.state}</span>`,
            one.attempts
              .map((attempt) =>
                attempt.status === 0 ? (attempt.error ?? "no answer") : String(attempt.status),
              )
              .join(", "),
          ]),
        )
  }</section>`;

const table = (heads: string[], rows: (string | number | Html)[][]): Html =>
  html`<div class="scroll"><table><thead><tr>${heads.map(
    (head) => html`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
