/**
 * A program for `node -e` that joins a port of the sandbox's loopback to the Unix socket of the registry proxy, and runs a
 * command with that proxy in its environment. Arguments: the socket, then the command.
 */
export const BY_PROXY = `
const { connect, createServer } = require('node:net');
const { spawn } = require('node:child_process');
const [socket, file, ...args] = process.argv.slice(1);
const server = createServer((from) => {
  const to = connect({ path: socket });
  for (const [one, other] of [[from, to], [to, from]]) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroySoon());
  }
});
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  const address = 'http://127.0.0.1:' + server.address().port;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'npm_config_proxy', 'npm_config_https_proxy',
    'YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY', 'GLOBAL_AGENT_HTTP_PROXY'];
  const proxies = Object.fromEntries(names.map((name) => [name, address]));
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...proxies } });
  child.once('error', (error) => { console.error(error.message); process.exit(127); });
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)));
});
`;
