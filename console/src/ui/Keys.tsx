/** Keys as they stand on a keyboard: `g i` are two in a row. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(' ').map(key => (
        <kbd
          key={key}
          className="grid h-6 min-w-6 place-items-center rounded-md border border-line bg-subtle px-1.5 font-sans text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
