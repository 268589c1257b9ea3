import type { Letter } from "./templates.ts";

/** Plain text: one thought per paragraph, the address on a line of its own. */
export function textOf(letter: Letter): string {
  const { locale, greeting, lead, action, notes, footer } = letter;
  const colon = locale === "fr" ? "\u00a0:" : ":";
  return `${[greeting, lead, `${action.label}${colon}\n${action.url}`, ...notes, `--\n${footer}`].join("\n\n")}\n`;
}

const FONT = "font-family:Inter,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const P = `margin:0 0 16px;font-size:15px;line-height:24px`;
const SMALL = `margin:0 0 12px;font-size:13px;line-height:20px;color:#636877`;

/** HTML that reads well everywhere: one column, real text, no images, no tracking, contrast AA in light and dark. */
export function htmlOf(letter: Letter): string {
  const { locale, subject, greeting, lead, action, notes, fallback, footer } = letter;
  const href = escapeHtml(action.url);
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:32px 16px;${FONT}">
<main style="max-width:560px;margin:0 auto">
<p style="${P}">${escapeHtml(greeting)}</p>
<p style="${P}">${escapeHtml(lead)}</p>
<p style="${P}"><a href="${href}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#5046b8;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(action.label)}</a></p>
${notes.map((note) => `<p style="${SMALL}">${escapeHtml(note)}</p>`).join("\n")}
<p style="${SMALL}">${escapeHtml(fallback)}<br><a href="${href}" style="color:#5046b8;word-break:break-all">${href}</a></p>
<hr style="border:0;border-top:1px solid #dcdee4;margin:24px 0 12px">
<p style="${SMALL}">${escapeHtml(footer)}</p>
</main>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
