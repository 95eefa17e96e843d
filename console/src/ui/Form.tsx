import { type ComponentProps, type SyntheticEvent, useEffect, useRef } from 'react'

type FormProps = Omit<ComponentProps<'form'>, 'onSubmit'> & {
  onSubmit: () => void
  /** Changes whenever the form was found faulty: the first faulty field then gets the focus. */
  faults?: unknown
}

/** A form: sends by Ctrl+Enter too, lets the server judge the fields, and leads to the first one that is not right. */
export function Form({ onSubmit, faults, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (faults === undefined) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [faults])
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
