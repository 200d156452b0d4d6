/** A WebSocket with headers of one's own, as a browser with its cookie or a program sends them. */
export function openSocket(
  url: string,
  options: { headers: Record<string, string>; protocols?: string[]; tls?: { ca: string } },
): WebSocket {
  // Bun takes them where browsers take protocols, and the types know of browsers only.
  return new WebSocket(url, options as unknown as string[]);
}
