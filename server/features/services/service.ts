import type { z } from "zod";
import type { servicesOutput } from "./schema.ts";

export interface ServicesService {
  /** Every external system with its mode, configuration and reachability; checks run side by side within 5 s. */
  overview(): Promise<z.infer<typeof servicesOutput>>;
}
