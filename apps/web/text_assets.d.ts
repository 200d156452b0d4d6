/** `import text from "./x.svg" with { type: "text" }`: the bundler puts the file's text there. */
declare module "*.svg" {
  const text: string;
  export default text;
}
