import { fuzzScheme } from "#e2e/support/signature-fuzz.ts";
import { schemes } from "#e2e/support/signature-schemes.ts";
import { checkBoth } from "./bare-signature.ts";
import type { Figure } from "./report.ts";

const SEED = Number(process.env.SEED ?? 20_260_302);
const MUTATIONS = 200_000;

/** Every signature scheme against deliveries with something done to them, while one secret replaces another. */
export async function signaturesBench(): Promise<Figure[]> {
  console.log(`  seed ${SEED}`);
  const figures: Figure[] = [];
  for (const scheme of schemes) {
    const result = await fuzzScheme(scheme, SEED, MUTATIONS);
    for (const line of result.wrong) console.log(`  ${scheme.name}: ${line}`);
    figures.push(
      { what: `${scheme.name}: mutations`, value: result.mutations, unit: "", atLeast: MUTATIONS },
      { what: `${scheme.name}: false accepts`, value: result.falseAccepts, unit: "", atMost: 0 },
      { what: `${scheme.name}: false rejects`, value: result.falseRejects, unit: "", atMost: 0 },
    );
  }
  const { ours, bare } = await checkBoth(SEED);
  return [
    ...figures,
    { what: "stripe: checked a second, this house", value: ours, unit: "/s" },
    { what: "stripe: checked a second, a few lines of node:crypto with one secret", value: bare, unit: "/s" },
    { what: "ratio", value: ours / bare, unit: "" },
  ];
}
