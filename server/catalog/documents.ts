import { type NamedVariable, variableList, variables } from "#server/config/variables.ts";
import { catalog } from "./catalog.ts";
import type { ServiceDefinition } from "./service.ts";

/** Between these lines a document's table is ours; everything else in the file is the author's. */
export const tableStart = (name: string): string => `<!-- ${name}:start (npm run catalog:docs) -->`;
export const tableEnd = (name: string): string => `<!-- ${name}:end -->`;

/** The document with what stands between the marks of this name renewed. Throws when the marks are missing. */
export function withTable(document: string, name: string, table: string): string {
  const start = document.indexOf(tableStart(name));
  const end = document.indexOf(tableEnd(name));
  if (start < 0 || end < start) throw new Error(`no ${tableStart(name)} … ${tableEnd(name)}`);
  return `${document.slice(0, start + tableStart(name).length)}\n${table}\n${document.slice(end)}`;
}

const HEAD = `# Every variable Huntaze reads. None is needed to start on your machine: what is missing runs embedded or in the sandbox.
# Made from server/config/variables.ts and server/catalog by \`npm run catalog:docs\`; a test fails when it drifts.
`;

/** The text of \`.env.example\`: every variable under the first service that reads it, commented out, with an example. */
export function envExample(): string {
  const written = new Set<string>();
  const sections = catalog.map((service) => {
    const own = service.env.filter((name) => !written.has(name));
    for (const name of own) written.add(name);
    return own.length > 0
      ? [title(service), ...own.map((name) => entry({ ...variables[name], name }))].join("\n")
      : "";
  });
  const rest = variableList.filter(({ name }) => !written.has(name)).map(entry);
  if (rest.length > 0) sections.push(["# --- Other", ...rest].join("\n"));
  return `${HEAD}\n${sections.filter(Boolean).join("\n\n")}\n`;
}

const title = (service: ServiceDefinition): string =>
  `# --- ${service.label}${service.planned ? " (planned)" : ""}: ${service.role.en}`;

function entry(variable: NamedVariable): string {
  const also = variable.aliases?.length ? ` Also read as ${variable.aliases.join(", ")}.` : "";
  const required = variable.requiredInProduction ? " Required in production." : "";
  return `# ${variable.description}${required}${also}\n# ${variable.name}=${variable.example}`;
}

/** The README's table of external systems. */
export function servicesTable(): string {
  const rows = catalog.map((service) => {
    const names = service.env.map((name) => `\`${name}\``).join(", ") || "none";
    return `| ${service.label} | ${service.role.en} | ${names} | ${service.planned ? "planned" : "works"} |`;
  });
  return ["| System | Role here | Variables | State |", "|---|---|---|---|", ...rows].join("\n");
}

/** The README with its table renewed. Throws when the marks are missing. */
export const withServicesTable = (readme: string): string => withTable(readme, "services", servicesTable());
