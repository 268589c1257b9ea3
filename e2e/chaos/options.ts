/** `--name value` of the command line. */
export function numberOption(name: string, fallback: number, args = process.argv): number {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(args[at + 1]);
}

export const flag = (name: string, args = process.argv): boolean => args.includes(`--${name}`);
