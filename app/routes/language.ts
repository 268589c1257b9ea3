import { type ActionFunctionArgs, redirect } from "@remix-run/server-runtime";
import { isLocale, localeCookie } from "#app/lib/locale-cookie.ts";
import { paths } from "#app/lib/paths.ts";
import { safeReturnTo } from "#app/lib/return-to.ts";

/** Remembers the language chosen by hand and shows the same page in it. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const locale = form.get("locale");
  if (!isLocale(locale)) throw new Response(null, { status: 400 });
  const back = form.get("returnTo");
  return redirect(samePage(back), { headers: { "set-cookie": localeCookie(locale) } });
}

/** Unlike after signing in, going back to the very sign-in page is the point here. */
function samePage(back: FormDataEntryValue | null): string {
  const onDoor = /^\/(sign-in|sign-up|two-factor|forgot-password|reset-password)(\?[^#]*)?$/;
  return typeof back === "string" && onDoor.test(back) ? back : safeReturnTo(back);
}

export const loader = () => redirect(paths.home);
