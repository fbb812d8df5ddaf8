/** A file's text: by vite's suffix in the tests, by the import attribute in the programs that esbuild bundles. */
declare module '*?raw' {
  const text: string;
  export default text;
}
