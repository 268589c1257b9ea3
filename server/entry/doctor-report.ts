import type { ServiceState } from "#server/catalog/inspect.ts";
import type { Config } from "#server/config/config.ts";
import type { ConfigReport } from "#server/config/load.ts";

export interface DoctorReport {
  checkedAt: string;
  environment: Config["env"] | null;
  problems: string[];
  notices: string[];
  services: ServiceState[];
  healthy: boolean;
}

/** What doctor found. Unhealthy: a variable is wrong, one that production needs is missing, or a system in use is down. */
export function doctorReport(report: ConfigReport, services: ServiceState[], checkedAt: Date): DoctorReport {
  const down = services.filter((service) => service.reachable === false);
  return {
    checkedAt: checkedAt.toISOString(),
    environment: report.config?.env ?? null,
    problems: report.problems.map(({ line }) => line),
    notices: report.notices.map(({ line }) => line),
    services,
    healthy: report.problems.length === 0 && down.length === 0,
  };
}

/** The report as a table for a terminal. */
export function doctorTable(report: DoctorReport): string {
  const rows = report.services.map((service) => [
    service.label,
    service.mode,
    service.configured ? "yes" : "no",
    reachableText(service),
    missingText(service),
  ]);
  const head = ["SERVICE", "MODE", "CONFIGURED", "REACHABLE", "MISSING, AND HOW TO GET IT"];
  const widths = head.map((title, column) =>
    Math.min(44, Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ");
  const lines = [line(head), ...rows.map(line)];
  for (const [title, list] of [
    ["Problems", report.problems],
    ["Notices", report.notices],
  ] as const)
    if (list.length > 0) lines.push("", `${title}:`, ...list.map((each) => `  ${each}`));
  lines.push("", report.healthy ? "All well." : "Something needs attention: see above.");
  return lines.join("\n");
}

function reachableText({ reachable, latencyMs, detail }: ServiceState): string {
  if (reachable === null) return "–";
  return reachable ? `yes, ${latencyMs} ms` : `NO: ${detail ?? ""}`.slice(0, 44);
}

function missingText({ variables, missing, howToGet, mode }: ServiceState): string {
  const wrong = variables.filter(({ problem }) => problem !== null).map(({ name }) => `${name} is wrong`);
  const names = [...wrong, ...(mode === "planned" ? [] : missing)];
  return names.length > 0 ? `${names.join(", ")}. ${howToGet}` : "";
}
