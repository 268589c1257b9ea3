import { redirect } from "@remix-run/server-runtime";
import { paths } from "#app/lib/paths.ts";

/** The calendar is home; it sends people who are signed out to the sign-in page. */
export const loader = () => redirect(paths.calendar);
