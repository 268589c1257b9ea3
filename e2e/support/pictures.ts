import type { BrowserContext } from "playwright/test";

/** Pictures worth looking at, drawn by the browser itself: still lifes of a small ceramics studio. */
export const PICTURES = ["bowl", "vase", "kiln", "cups", "hills"] as const;
export type Picture = (typeof PICTURES)[number];

const SCENES: Record<Picture, string> = {
  bowl: `<rect width="1080" height="1350" fill="#e9dccb"/><rect y="860" width="1080" height="490" fill="#c9ad8c"/>
<circle cx="800" cy="330" r="170" fill="#f6efe4"/><ellipse cx="540" cy="1000" rx="330" ry="40" fill="#a98a68"/>
<path d="M220 700h640c0 210-120 310-320 310S220 910 220 700z" fill="#2f6d73"/>
<ellipse cx="540" cy="700" rx="320" ry="62" fill="#5aa0a3"/><ellipse cx="540" cy="712" rx="262" ry="44" fill="#234f56"/>`,
  vase: `<rect width="1080" height="1350" fill="#f1e4df"/><rect y="980" width="1080" height="370" fill="#ddc3b8"/>
<path d="M540 470c-90-150-60-280-20-360M540 470c60-130 160-190 240-220M540 470c-120-80-220-100-300-90" stroke="#5f7a52" stroke-width="12" fill="none"/>
<circle cx="520" cy="110" r="70" fill="#d96b4f"/><circle cx="790" cy="245" r="58" fill="#e59a5c"/><circle cx="240" cy="378" r="52" fill="#e7b75f"/>
<ellipse cx="540" cy="1090" rx="240" ry="34" fill="#c6a596"/>
<path d="M470 470h140c-10 130 150 190 150 380 0 160-100 240-220 240s-220-80-220-240c0-190 160-250 150-380z" fill="#b9553f"/>
<path d="M356 760c110 50 260 50 368 0" stroke="#e8c4a8" stroke-width="18" fill="none"/>`,
  kiln: `<rect width="1080" height="1350" fill="#2a2430"/><rect x="140" y="300" width="800" height="860" rx="400" fill="#57434a"/>
<rect x="260" y="430" width="560" height="730" rx="280" fill="#e2622f"/><rect x="340" y="540" width="400" height="620" rx="200" fill="#f7b45a"/>
<path d="M430 1160c0-140 40-190 110-190s110 50 110 190z" fill="#7a2f23"/><ellipse cx="540" cy="970" rx="62" ry="14" fill="#a44a31"/>`,
  cups: `<rect width="1080" height="1350" fill="#dfe6e3"/><rect y="900" width="1080" height="450" fill="#b9c6bf"/>
<ellipse cx="350" cy="1060" rx="200" ry="26" fill="#9eaea6"/><ellipse cx="770" cy="1090" rx="170" ry="24" fill="#9eaea6"/>
<path d="M180 640h340v280c0 90-60 140-170 140s-170-50-170-140z" fill="#f4efe6"/><path d="M520 720c130-10 130 190 0 190" stroke="#f4efe6" stroke-width="34" fill="none"/>
<ellipse cx="350" cy="640" rx="170" ry="38" fill="#6f4b36"/>
<path d="M630 740h280v230c0 80-50 120-140 120s-140-40-140-120z" fill="#3f5d76"/><ellipse cx="770" cy="740" rx="140" ry="32" fill="#8fb0c8"/>`,
  hills: `<rect width="1080" height="1350" fill="#f6d9b8"/><circle cx="540" cy="560" r="190" fill="#f08a4b"/>
<path d="M0 760c180-120 340-120 540-20s380 60 540-60v670H0z" fill="#c97a5b"/>
<path d="M0 920c220-90 420-60 620 20s320 20 460-60v470H0z" fill="#8a5566"/>
<path d="M0 1110c260-80 520-50 700 0s280 10 380-20v260H0z" fill="#4b3a57"/>`,
};

/** A JPEG of 1080 × 1350 pixels, as a phone would take it for a feed. */
export async function picture(context: BrowserContext, name: Picture): Promise<Buffer> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1080, height: 1350 });
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1350">${SCENES[name]}</svg>`;
  await page.setContent(`<body style="margin:0">${scene}</body>`);
  const bytes = await page.screenshot({ type: "jpeg", quality: 88 });
  await page.close();
  return bytes;
}
