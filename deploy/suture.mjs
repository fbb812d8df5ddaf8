// `node deploy/suture.mjs <command>`: the commands of `suture` in the image, where the program is built.
const { main } = await import(new URL('../dist/cli.js', import.meta.url).href);
process.exit(await main(process.argv.slice(2), process.env));
