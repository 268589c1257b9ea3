import type { Config } from "#server/config/config.ts";

/** The last lines of a start: where to go, and what runs on this machine instead of somewhere else. */
export function banner(config: Config, embeddedDatabase: boolean): string {
  const embedded = [
    ...(embeddedDatabase ? ["PostgreSQL"] : []),
    ...(config.qstash || config.sqs ? [] : ["alarm clock for jobs"]),
    ...(config.s3 ? [] : ["media on disk"]),
    ...(config.upstashRedis || config.redis ? [] : ["cache and limits in memory"]),
    ...(config.mail.transport === "disk" ? ["mailbox on disk"] : []),
  ];
  const networks = Object.entries(config.platforms)
    .filter(([, { mode }]) => mode === "sandbox")
    .map(([id]) => id);
  return [
    "",
    `  Huntaze    ${config.appUrl}`,
    ...(config.sandbox.enabled
      ? [`  Sandbox    ${config.sandbox.url}   (${networks.join(", ")}; nothing leaves this machine)`]
      : []),
    ...(embedded.length > 0 ? [`  Embedded   ${embedded.join(", ")}   in ${config.dataDir}`] : []),
    "",
  ].join("\n");
}
