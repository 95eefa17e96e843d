// Small comforts; every page works without them. No page's data is written as markup here.
document.documentElement.classList.add('js')

/** Copies the text of the nearest code block or field, and says so for two seconds. */
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const source = button.closest('figure, .token-row')?.querySelector('code, input')
  const label = button.querySelector('span')
  const words = label.dataset.words ?? label.textContent
  label.dataset.words = words
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent)
    label.textContent = 'Copied'
  } catch {
    // Browsers give the clipboard to https and localhost only: select it, so that Ctrl+C does.
    source.select ? source.select() : getSelection().selectAllChildren(source)
    label.textContent = 'Press Ctrl+C'
  }
  setTimeout(() => (label.textContent = words), 2000)
})

for (const field of document.querySelectorAll('[data-select]')) {
  field.select()
  field.addEventListener('focus', () => field.select())
}

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

for (const picker of document.querySelectorAll('[data-picker]')) {
  const boxes = [...picker.querySelectorAll('input')]
  const count = () => {
    picker.querySelector('[data-picked]').textContent =
      `${boxes.filter(box => box.checked).length} of ${boxes.length} selected`
  }
  picker.addEventListener('change', count)
  picker.addEventListener('click', event => {
    const pick = event.target.closest('[data-pick]')?.dataset.pick
    if (!pick) return
    for (const box of boxes) box.checked = pick === 'read' && box.dataset.access === 'read'
    count()
  })
  count()
}

/** The token is gone with the page: ask before leaving, until the box is ticked. */
const tokenPage = document.querySelector('[data-token-page]')
if (tokenPage) {
  addEventListener('beforeunload', event => {
    if (!tokenPage.querySelector('input[type=checkbox]').checked) event.preventDefault()
  })
}

/** Menus close on Escape and on a click elsewhere. */
const closeMenus = keep => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (menu !== keep) menu.open = false
}
document.addEventListener('click', event => closeMenus(event.target.closest('details.menu')))
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  const menu = event.target.closest('details.menu[open]')
  closeMenus()
  menu?.querySelector('summary').focus()
})

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
