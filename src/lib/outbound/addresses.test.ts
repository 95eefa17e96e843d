import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './addresses.ts'

const split = (text: string) => text.trim().split(/\s+/)

/** Of each closed network some, from its first address to its last. */
const CLOSED_IPV4 = split(`
  0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.1.2.3 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255
  127.0.0.0 127.0.0.1 127.0.1.1 127.255.255.255 169.254.0.0 169.254.169.254 169.254.170.2 169.254.255.255
  172.16.0.0 172.20.10.1 172.31.255.255 192.0.0.0 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.0 192.0.2.7
  192.0.2.255 192.88.99.0 192.88.99.1 192.168.0.0 192.168.1.1 192.168.255.255 198.18.0.0 198.19.255.255
  198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 224.0.0.1 239.255.255.250 240.0.0.0 250.1.2.3
  255.255.255.254 255.255.255.255
`)

const CLOSED_IPV6 = split(`
  :: ::1 ::2 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001 ::ffff:127.0.0.1 ::ffff:7f00:1
  ::ffff:7f00:0001 ::FFFF:127.0.0.1 0:0:0:0:0:ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:a00:1 ::ffff:169.254.169.254
  ::ffff:a9fe:a9fe ::ffff:192.168.1.1 ::ffff:c0a8:101 ::ffff:0.0.0.0 ::ffff:255.255.255.255 ::127.0.0.1 ::7f00:1
  ::10.0.0.1 64:ff9b:: 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::808:808 64:ff9b:1::1 64:ff9b:1:ffff::1 100::
  100::1 100:0:0:1::1 2001:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:10::1
  2001:20::1 2001:1ff::1 2001:db8:: 2001:db8::1 2001:db8:ffff::1 2002:: 2002:7f00:1:: 2002:a00:1::1
  2002:c0a8:101::1 2002:808:808::1 3fff:: 3fff::1 3fff:fff::1 5f00:: 5f00::1 fc00:: fc00::1 fd00::1
  fd12:3456:789a:1::1 fdff:ffff::1 fe80:: fe80::1 fe80::1ff:fe23:4567:890a febf::1 fec0:: fec0::1 feff::1 ff00::
  ff01::1 ff02::1 ff02::fb ff05::1:3 ffff::1 4000::1 8000::1 c000::1 1::1 0100::2 1fff::1
`)

/** The neighbours of the closed networks, and addresses that anyone may have. */
const OPEN = split(`
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
  169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
  223.255.255.255 2606:4700:4700::1111 2a00:1450:4001::1 2001:200::1 2001:4860:4860::8888 2003::1 2400:cb00::1
  ::ffff:8.8.8.8 ::ffff:808:808
`)

describe('S50: addresses', () => {
  it.each(CLOSED_IPV4)('%s is closed', address => expect(isPublicAddress(address)).toBe(false))
  it.each(CLOSED_IPV6)('%s is closed', address => expect(isPublicAddress(address)).toBe(false))
  it.each(OPEN)('%s is open', address => expect(isPublicAddress(address)).toBe(true))
  it.each(['', 'localhost', 'fe80::1%eth0', '::1%lo', '1.2.3', '1.2.3.4.5', '0x7f000001', '256.1.1.1', '1.1.1.1 '])(
    '%j is no address, and so not open',
    text => expect(isPublicAddress(text)).toBe(false),
  )
})
