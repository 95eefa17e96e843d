import { type ComponentProps, type SyntheticEvent, useEffect, useRef } from 'react'

type FormProps = Omit<ComponentProps<'form'>, 'onSubmit'> & {
  onSubmit: () => void
  /** Changes whenever the form was found faulty: the first faulty field then gets the focus. */
  faults?: unknown
}

/** A form: sends by Ctrl+Enter too, lets the server judge the fields, and leads to the first one that is not right. */
export function Form({ onSubmit, faults, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const isFocusOwed = useRef(false)
  useEffect(() => {
    isFocusOwed.current = faults !== undefined
  }, [faults])
  // After each drawing, because the field may be on its way still.
  useEffect(() => {
    if (!isFocusOwed.current) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (field === null || field === undefined) return
    isFocusOwed.current = false
    field.focus()
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form
      ref={form}
      noValidate
      {...rest}
      onSubmit={submit}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
      }}
    >
      {children}
    </form>
  )
}
