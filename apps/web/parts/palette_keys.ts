const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys that open the palette, as this computer names them. */
export const paletteKeys: string = isMac ? "⌘ K" : "Ctrl K";
