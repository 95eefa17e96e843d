import { describe, expect, it } from 'vitest'
import { unprivilegedUser } from './run-as.ts'

const ROOT = 'root:x:0:0:root:/root:/bin/bash'
const NOBODY = 'nobody:x:65534:65533:nobody:/:/sbin/nologin'
const POSTGRES = 'postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash'

describe('the user under whom root runs PostgreSQL where there are no user namespaces', () => {
  it('is postgres, else nobody, whatever their order in /etc/passwd', () => {
    expect(unprivilegedUser([ROOT, NOBODY, POSTGRES].join('\n'))).toEqual({ uid: 101, gid: 104 })
    expect(unprivilegedUser([ROOT, NOBODY].join('\n'))).toEqual({ uid: 65534, gid: 65533 })
  })

  it('is never root under another name', () => {
    expect(() => unprivilegedUser(`${ROOT}\npostgres:x:0:0::/:/bin/sh`)).toThrow(/start as an ordinary user/)
  })
})
