import { describe, expect, it } from 'vitest'
import { flag, type HtmlValue, html, trusted } from './html.ts'

describe('html', () => {
  it('S32: escapes whatever is put into text', () => {
    expect(html`<p>${'<script>alert(1)</script> & "so" on'}</p>`.markup).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot; on</p>',
    )
  })

  it('S32: a value cannot leave its quoted attribute', () => {
    expect(html`<a title="${'" onmouseover="alert(1)'}" lang='${"' x='"}'>`.markup).toBe(
      `<a title="&quot; onmouseover=&quot;alert(1)" lang='&#39; x=&#39;'>`,
    )
  })

  it('S32: refuses a value in an unquoted attribute', () => {
    expect(() => html`<a href=${'x onclick=alert(1)'}>`).toThrow('quote the attribute')
  })

  it('S32: an object that only looks like markup is not taken for it', () => {
    const forged = JSON.parse('{"markup":"<img src=x onerror=alert(1)>"}') as HtmlValue
    expect(() => html`<p>${forged}</p>`).toThrow('only text, numbers, lists and markup')
  })

  it('keeps nested markup as it is, escaped once', () => {
    const inner = html`<b>${'Tom & Jerry'}</b>`
    expect(html`<p>${inner}</p>`.markup).toBe('<p><b>Tom &amp; Jerry</b></p>')
  })

  it('joins lists without commas and escapes their text', () => {
    expect(html`<ul>${['a<', html`<li>b</li>`, ['c', 1]]}</ul>`.markup).toBe('<ul>a&lt;<li>b</li>c1</ul>')
  })

  it('leaves no trace of what is absent, but shows zero', () => {
    expect(html`[${undefined}${null}${false}${''}${0}]`.markup).toBe('[0]')
  })
})

describe('flag and trusted', () => {
  it('writes a boolean attribute only when it is on', () => {
    expect(html`<input${flag('checked', true)}${flag('required', false)}>`.markup).toBe('<input checked>')
  })

  it('passes our own constants through', () => {
    expect(html`${trusted('<path d="M0 0"/>')}`.markup).toBe('<path d="M0 0"/>')
  })
})
