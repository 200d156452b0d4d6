/** Where Debian packages come from: first the mirrors this machine itself uses, then the public ones. */

const publicMirrors = ["http://deb.debian.org/debian", "http://archive.debian.org/debian"];

/**
 * The mirrors to try, in order, without a trailing slash.
 *
 * @param targets output of `apt-get indextargets --format '$(REPO_URI) $(RELEASE)'`: one `uri suite` a line
 */
export function mirrorsToTry(targets: string): string[] {
  const own = targets
    .split("\n")
    .map((line) => line.trim().split(" "))
    // Security archives hold updates alone, and debootstrap speaks HTTP only.
    .filter(([uri, suite]) => /^https?:/.test(uri ?? "") && !/[-/]security\b/.test(`${uri} ${suite}`))
    .map(([uri]) => uri!.replace(/\/+$/, ""));
  return [...new Set([...own, ...publicMirrors])];
}

/** Whether an `InRelease` file is Debian's own: other archives offer suites of the same name. */
export function isDebian(inRelease: string): boolean {
  return /^Origin: Debian$/m.test(inRelease) && /^Label: Debian$/m.test(inRelease);
}
