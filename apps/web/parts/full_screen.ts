/** Fills the screen with the page, or gives it back. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null ? document.documentElement.requestFullscreen?.() : document.exitFullscreen();
  change?.catch((cause: unknown) => {
    // A browser may refuse, in a frame or by its settings; the page is as good in its window.
    console.info(`Full screen was refused: ${String(cause)}`);
  });
}
