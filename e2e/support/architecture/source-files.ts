import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";

export interface Import {
  specifier: string;
  /** Erased when the code runs. */
  typeOnly: boolean;
  line: number;
  /** Path inside the repository; undefined for packages and Node's own modules. */
  target?: string;
}

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  path: string;
  lineCount: number;
  imports: Import[];
  /** Lines where something global is used. */
  uses: { fetch: number[]; env: number[]; console: number[]; any: number[] };
}

const FOLDERS = ["app", "server", "jobs", "prisma", "e2e"];
const ALIAS = /^#(app|server|jobs|e2e|prisma)\//;

/** Every source file of the house, generated ones aside. */
export function readSourceFiles(root: string): SourceFile[] {
  return FOLDERS.flatMap((folder) => walk(root, folder)).map((path) =>
    analyse(path, readFileSync(join(root, path), "utf8")),
  );
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return path === "prisma/generated" ? [] : walk(root, path);
    return /\.(ts|tsx|js|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** What one file imports and which globals it touches, by its syntax tree: words in comments and texts do not count. */
export function analyse(path: string, text: string): SourceFile {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kind);
  const file: SourceFile = {
    path,
    lineCount: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    imports: [],
    uses: { fetch: [], env: [], console: [], any: [] },
  };
  const lineOf = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const ownFetch = declares(tree, "fetch");
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) file.imports.push({ ...found, line: lineOf(node), ...targetOf(path, found.specifier) });
    if (!ownFetch && isGlobalCall(node, "fetch")) file.uses.fetch.push(lineOf(node));
    if (isMember(node, "process", "env")) file.uses.env.push(lineOf(node));
    if (ts.isPropertyAccessExpression(node) && isName(node.expression, "console"))
      file.uses.console.push(lineOf(node));
    if (node.kind === ts.SyntaxKind.AnyKeyword) file.uses.any.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return file;
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  if (
    ts.isImportTypeNode(node) &&
    ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  )
    return { specifier: node.argument.literal.text, typeOnly: true };
  if (!ts.isCallExpression(node) || !(isImport(node) || isGlob(node))) return undefined;
  const [specifier] = node.arguments;
  return specifier && ts.isStringLiteral(specifier)
    ? { specifier: specifier.text, typeOnly: false }
    : undefined;
}

const isImport = (call: ts.CallExpression): boolean => call.expression.kind === ts.SyntaxKind.ImportKeyword;

/** `import.meta.glob("…")` of Vite's: its pattern counts as the file it names. */
const isGlob = ({ expression }: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(expression) &&
  expression.name.text === "glob" &&
  ts.isMetaProperty(expression.expression);

/** `import type …`, or braces in which every name is a type. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function targetOf(from: string, specifier: string): { target?: string } {
  if (ALIAS.test(specifier)) return { target: specifier.slice(1) };
  if (!specifier.startsWith(".")) return {};
  return { target: posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\?.*$/, "") };
}

const isName = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;

const isMember = (node: ts.Node, object: string, member: string): boolean =>
  ts.isPropertyAccessExpression(node) && isName(node.expression, object) && node.name.text === member;

function isGlobalCall(node: ts.Node, name: string): boolean {
  if (isMember(node, "globalThis", name) || isMember(node, "window", name)) return true;
  return ts.isCallExpression(node) && isName(node.expression, name);
}

/** A parameter or constant of that name: calls then mean it. */
function declares(tree: ts.SourceFile, name: string): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    const binds = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
    if ((binds || ts.isFunctionDeclaration(node)) && node.name && isName(node.name, name)) found = true;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
