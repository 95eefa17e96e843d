// Small comforts; every page works without them. No page's data is written as markup here.
document.documentElement.classList.add('js')

/** A second press of a button must not hide the reply to the first. */
document.addEventListener('submit', event => {
  if (event.target.method !== 'post') return
  if (event.target.dataset.sent) event.preventDefault()
  event.target.dataset.sent = 'yes'
})
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})

const zone = document.querySelector('[data-guess-timezone]')
const guess = zone && Intl.DateTimeFormat().resolvedOptions().timeZone
if (guess && [...zone.options].some(option => option.value === guess)) zone.value = guess

/** Passkeys: what the browser answers goes into the form's hidden field, as JSON. */
const fromBase64Url = text =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0))
const toBase64Url = bytes =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

async function askForPasskey() {
  const headers = { 'content-type': 'application/json' }
  // oxlint-disable-next-line eslint/no-restricted-globals -- in the browser, to the page's own server
  const reply = await fetch('/api/session/passkey-options', { method: 'POST', headers, body: '{}' })
  const { options } = await reply.json()
  const allowCredentials = (options.allowCredentials ?? []).map(one => ({ ...one, id: fromBase64Url(one.id) }))
  const publicKey = { ...options, challenge: fromBase64Url(options.challenge), allowCredentials }
  const { id, rawId, response, authenticatorAttachment } = await navigator.credentials.get({ publicKey })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    rawId: toBase64Url(rawId),
    type: 'public-key',
    ...(authenticatorAttachment && { authenticatorAttachment }),
    clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64Url(clientDataJSON),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(signature),
      ...(userHandle?.byteLength && { userHandle: toBase64Url(userHandle) }),
    },
  }
}

for (const box of document.querySelectorAll('[data-passkey]')) {
  const form = box.querySelector('form')
  const fault = box.querySelector('[data-passkey-fault]')
  // Browsers know passkeys on https and localhost only.
  if (!window.PublicKeyCredential || !window.isSecureContext) box.hidden = true
  box.querySelector('[data-passkey-button]').addEventListener('click', async () => {
    fault.hidden = true
    try {
      form.elements.passkey.value = JSON.stringify(await askForPasskey())
      form.requestSubmit()
    } catch {
      fault.textContent = 'No passkey was used. Try again, or sign in another way.'
      fault.hidden = false
    }
  })
}
