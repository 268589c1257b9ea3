import { useEffect, useState } from "react";

/** Tells the form in which zone the person sits, so that their workspace starts in it; UTC without scripts. */
export function BrowserTimeZone() {
  const [zone, setZone] = useState("UTC");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return <input type="hidden" name="timeZone" value={zone} />;
}
