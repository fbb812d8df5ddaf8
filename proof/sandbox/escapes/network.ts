import type { Attempt } from './attempt.ts';

const dial = (options: string) => `return new Promise((resolve, reject) => {
  const socket = net.connect(${options});
  socket.setTimeout(300, () => resolve(false));
  socket.on('connect', () => resolve(true));
  socket.on('error', reject);
});`;
const SOCKET = [41, 198] as const;

/** Other programs of the machine, and other machines. */
export const NETWORK: Attempt[] = [
  {
    name: 'dials a server on the loopback of the machine',
    reason: 'databases, Redis and Temporal listen there',
    code: dial('{ host: "127.0.0.1", port: here.port }'),
    weak: 'any',
  },
  {
    name: 'dials it by the other protocol',
    reason: 'a server on all addresses',
    code: dial('{ host: "::1", port: here.port }'),
    weak: 'machine',
  },
  {
    name: 'dials an abstract Unix socket',
    reason: 'such sockets have no file that could be hidden',
    code: dial("{ path: '\\\0' + here.abstract }"),
    weak: 'any',
  },
  {
    name: 'dials a Unix socket in /tmp',
    reason: 'PostgreSQL and others listen there',
    code: dial('{ path: here.socket }'),
    weak: 'any',
  },
  {
    name: 'dials the metadata of a cloud',
    reason: 'credentials of the machine',
    code: dial('{ host: "169.254.169.254", port: 80 }'),
    weak: 'machine',
  },
  {
    name: 'dials another machine',
    reason: 'what it saw would leave',
    code: dial('{ host: "192.0.2.1", port: 443 }'),
    weak: 'machine',
  },
  {
    name: 'asks the name server',
    reason: 'a question can carry data',
    code: 'return (await dns.promises.resolve4("example.com")).length > 0;',
    weak: 'machine',
  },
  {
    name: 'sends a datagram to all',
    reason: 'what it saw would leave',
    code: 'const socket = dgram.createSocket("udp4"); return new Promise((resolve, reject) => socket.bind(0, () => { socket.setBroadcast(true); socket.send("x", 9, "255.255.255.255", (error) => { socket.close(); if (error) reject(error); else resolve(true); }); }));',
    weak: 'machine',
  },
  {
    name: 'sees a network card',
    reason: 'a network outside',
    code: 'return Object.keys(os.networkInterfaces()).some((name) => name !== "lo");',
    weak: 'machine',
  },
  {
    name: 'opens a raw socket',
    reason: 'forged packets',
    call: { numbers: SOCKET, arguments: '2, 3, 1' },
    weak: 'root',
  },
  {
    name: 'opens a packet socket',
    reason: 'reads all packets',
    call: { numbers: SOCKET, arguments: '17, 3, 0' },
    weak: 'root',
  },
  {
    name: 'opens a socket to the hypervisor',
    reason: 'it belongs to no network namespace',
    call: { numbers: SOCKET, arguments: '40, 1, 0' },
    weak: 'machine',
  },
  {
    name: "opens a socket to the kernel's cryptography",
    reason: 'code that is rarely looked at',
    call: { numbers: SOCKET, arguments: '38, 5, 0' },
    weak: 'machine',
  },
];
