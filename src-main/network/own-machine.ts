import { BlockList, isIP } from 'node:net';

const ownAddresses = new BlockList();
ownAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
ownAddresses.addAddress('::1', 'ipv6');
// A connection to "any address" goes to this machine.
ownAddresses.addAddress('0.0.0.0', 'ipv4');
ownAddresses.addAddress('::', 'ipv6');

/** Whether an address stays on this machine: loopback in every form, IPv4 within IPv6 included. A name never does. */
export function isOwnAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  return version !== 0 && ownAddresses.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a name stands for this machine without anybody being asked: `localhost` alone. */
export function isOwnName(name: string): boolean {
  return name.toLowerCase() === 'localhost';
}

/**
 * Whether a page's request goes to another machine. Schemes of the program and of the page itself (`app:`, `blob:`,
 * `data:`) have no host to go to.
 */
export function leavesMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (!/^(?:https?|wss?|ftp):$/u.test(protocol)) return false;
  const host = hostname.replace(/^\[(.*)\]$/u, '$1');
  return !isOwnName(host) && !isOwnAddress(host);
}
