'use strict';
const { dirname } = require('node:path');
const net = require('node:net');
const dns = require('node:dns');
const dgram = require('node:dgram');

/** Reports addresses that are dialled or listened on, and names that are looked up. */
exports.watchNetwork = function watchNetwork(watch, report, { socketPath, variables }) {
  const own = dirname(socketPath);
  watch(net.Socket.prototype, 'connect', (list) => {
    const [first, second] = Array.isArray(list[0]) ? list[0] : list;
    const { path, port, host = 'localhost' } = targetOf(first, second);
    if (path) {
      if (dirname(String(path)) !== own) report(`dial ${path}`);
      return;
    }
    const variable = /^(?:localhost|127\.0\.0\.1|::1)$/.test(host) && variables.get(String(port));
    report(variable ? `dial ${variable}` : `dial ${host}:${port}`);
  });
  for (const holder of [dns, dns.promises]) {
    for (const name of Object.keys(holder)) {
      if (/^(?:lookup|resolve|reverse)/.test(name)) watch(holder, name, ([host]) => report(`name ${host}`));
    }
  }
  for (const resolver of [dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(resolver)) {
      if (/^(?:resolve|reverse)/.test(name)) watch(resolver, name, ([host]) => report(`name ${host}`));
    }
  }
  watch(dgram.Socket.prototype, 'send', (list) =>
    report(
      `dial udp ${list
        .filter((one) => typeof one === 'string' || typeof one === 'number')
        .slice(-2)
        .join(':')}`,
    ),
  );
  watch(dgram.Socket.prototype, 'connect', ([port, host]) => report(`dial udp ${host}:${port}`));
  watch(net.Server.prototype, 'listen', ([first]) => {
    const port = String(first?.port ?? first?.path ?? first);
    report(`listen ${variables.get(port) ?? port}`);
  });
  watch(dgram.Socket.prototype, 'bind', () => report('listen udp'));
};

function targetOf(first, second) {
  if (typeof first === 'object' && first !== null) return first;
  return Number.isNaN(Number(first)) ? { path: first } : { port: first, host: second };
}
