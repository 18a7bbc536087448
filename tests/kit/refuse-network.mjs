// Preloaded with `node --import`: every attempt of the process to connect anywhere, this machine included, throws. Proves that what
// runs behind it needs no network.

import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

const refuse = () => {
  throw new Error('this process may not use the network');
};

net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
dgram.Socket.prototype.send = refuse;
dns.lookup = refuse;
