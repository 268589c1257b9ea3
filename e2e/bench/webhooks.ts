import type { Figure } from "./report.ts";
export async function webhooksBench(): Promise<Figure[]> {
  return [];
}
