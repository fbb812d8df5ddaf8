import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/**
 * A connection from inside a pod, which has a network of its own, to a server of the test: a socket in a folder that both see.
 * Inside the pod, the command `words` listens on the server's own port, so the addresses that the server returns work there, too.
 * @param outside the folder, and `inside` where the pod has it
 */
export async function openWayIn(port: number, { outside, inside }: { outside: string; inside: string }) {
  const sockets = new Set<Socket>();
  const server = createServer((one) => {
    const other = connect(port, '127.0.0.1');
    for (const socket of [one, other]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    one.pipe(other).pipe(one);
  });
  server.listen(join(outside, `${port}`));
  await once(server, 'listening');
  const script = `const { connect, createServer } = require('node:net');
createServer((one) => {
  const other = connect(${JSON.stringify(join(inside, `${port}`))});
  for (const socket of [one, other]) socket.on('error', () => {});
  one.pipe(other).pipe(one);
}).listen(${port}, '127.0.0.1', () => console.log('open'));`;
  return {
    words: ['node', '-e', script],
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
