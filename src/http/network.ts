import ipaddr from 'ipaddr.js'

/** Who shares this shares a connection: an IPv4 address, or the 64 bits of an IPv6 one that a subscriber has for himself. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
