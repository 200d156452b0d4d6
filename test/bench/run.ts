/**
 * Every bench, one after the other: `bun run bench`, or `bun run bench parser fold` for some of them. Each measures against
 * peers and limits in the same run and prints ratios; none of them is a test.
 */
const folder = import.meta.dir;
const benches = [...new Bun.Glob("*.ts").scanSync(folder)]
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => name !== "run" && !name.includes("_"))
  .sort();

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}. Benches: ${benches.join(", ")}`);
  process.exit(2);
}

let failed = 0;
for (const name of wanted.length > 0 ? wanted : benches) {
  console.log(`\n== ${name}`);
  const child = Bun.spawn([process.execPath, `${folder}/${name}.ts`], { stdout: "inherit", stderr: "inherit" });
  if ((await child.exited) !== 0) failed += 1;
}
process.exit(failed > 0 ? 1 : 0);
