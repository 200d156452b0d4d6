/** Which program a session is in, in words that its user knows: `Firefox 132 · Linux`. */
const browsers: readonly [RegExp, string][] = [
  // Those that call themselves Chrome too stand first.
  [/\bEdgA?(?:iOS)?\/(\d+)/, "Edge"],
  [/\b(?:OPR|Opera)\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, "Safari"],
  [/^Bun\/(\d+)/, "Bun"],
  [/^curl\/(\d+)/, "curl"],
];
const systems: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPod)\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** Null: it says nothing that we know. */
export function browserName(userAgent: string | null): string | null {
  const text = userAgent ?? "";
  const [found] = browsers.flatMap(([pattern, name]) => {
    const version = pattern.exec(text)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const system = systems.find(([pattern]) => pattern.test(text))?.[1];
  return [found, system].filter((each) => each !== undefined).join(" · ") || null;
}
