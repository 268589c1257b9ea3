import type { Page } from "playwright/test";

/** What is wrong with a page for people who do not see it, in words; nothing when all is well. */
export const auditPage = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const problems: string[] = [];
    const shown = (element: Element) =>
      element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest("[aria-hidden=true]");
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].filter(shown);
    const describe = (element: Element) => element.outerHTML.slice(0, 140);
    const textOf = (ids: string | null) =>
      (ids ?? "")
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" ")
        .trim();
    const labelOf = (element: HTMLElement) =>
      element.getAttribute("aria-label")?.trim() ||
      textOf(element.getAttribute("aria-labelledby")) ||
      [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent?.trim()).join(" ") ||
      element.getAttribute("title")?.trim() ||
      "";
    const named = (element: HTMLElement) =>
      labelOf(element) ||
      element.textContent?.trim() ||
      [...element.querySelectorAll("img[alt], svg[aria-label]")]
        .map((picture) => picture.getAttribute("alt") || picture.getAttribute("aria-label"))
        .join("");
    for (const element of all("button, a[href], [role=button], [role=tab], [role=switch], [role=menuitem]"))
      if (!named(element)) problems.push(`nothing says what this does: ${describe(element)}`);
    for (const element of all("input:not([type=hidden]), textarea, select"))
      if (!labelOf(element)) problems.push(`nothing says what to enter: ${describe(element)}`);
    for (const image of all("img"))
      if (!image.hasAttribute("alt")) problems.push(`a picture without a text: ${describe(image)}`);
    const headings = all("h1");
    if (headings.length !== 1) problems.push(`${headings.length} headings of the first level`);
    if (all("main").length !== 1) problems.push("no single main part");
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
      problems.push(`two elements are called ${id}`);
    return problems;
  });

/** How much of what was on screen moved by itself while the page was loading, as the browser adds it up. */
export const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        });
        observer.observe({ type: "layout-shift", buffered: true });
        // What is buffered is told in the next task; a page without any shift is never told of.
        setTimeout(() => resolve(sum), 100);
      }),
  );

/**
 * Texts that look like keys of translations nobody wrote, e.g. `composer.title` or `errors:OFFLINE`. Names of machines
 * (of jobs, of events) are marked as not to be translated.
 */
export const missingTexts = (page: Page, namespaces: readonly string[]): Promise<string[]> =>
  page.evaluate((names) => {
    const key = new RegExp(
      `(?:^|[\\s(“"])(?:${names.join("|")})[.:][a-z_A-Z]+(?:[.][a-zA-Z_]+)*(?=$|[\\s,;)”"])`,
    );
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("script, style, code, [translate=no]")) continue;
      const text = node.textContent ?? "";
      if (key.test(text) || /\{\{|\}\}/.test(text)) found.push(text.trim());
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (element.closest("[translate=no]")) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const text = element.getAttribute(name) ?? "";
        if (key.test(text) || /\{\{|\}\}/.test(text)) found.push(text);
      }
    }
    return found;
  }, namespaces);
