import { type Static, Type } from 'typebox'

const CLOSED = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 50 })
const Tag = Type.String({ maxLength: 255 })

export const TagsBody = Type.Object({ tags: Type.Array(Tag, { minItems: 1, maxItems: 500 }) }, CLOSED)
export type TagsBody = Static<typeof TagsBody>

export const FollowersBody = Type.Object({ followers: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, CLOSED)
export type FollowersBody = Static<typeof FollowersBody>

export const BulkTagsParams = Type.Object({ type: Type.String() })
export const BulkTagsBody = Type.Object(
  {
    contacts: Type.Array(Id, { minItems: 1, maxItems: 500 }),
    tags: Type.Array(Tag, { maxItems: 500 }),
    locationId: Id,
    removeAllTags: Type.Optional(Type.Boolean()),
  },
  CLOSED,
)
export type BulkTagsBody = Static<typeof BulkTagsBody>

export const BulkBusinessBody = Type.Object(
  {
    locationId: Id,
    ids: Type.Array(Id, { minItems: 1, maxItems: 500 }),
    businessId: Type.Unsafe<string | null>({ type: 'string', nullable: true, maxLength: 50 }),
  },
  CLOSED,
)
export type BulkBusinessBody = Static<typeof BulkBusinessBody>

const NOTE_FIELDS = {
  userId: Type.Optional(Id),
  title: Type.Optional(Type.String({ maxLength: 500 })),
  color: Type.Optional(Type.String({ maxLength: 50 })),
  pinned: Type.Optional(Type.Boolean()),
}
const NoteText = Type.String({ minLength: 1, maxLength: 65_000 })
export const CreateNoteBody = Type.Object({ body: NoteText, ...NOTE_FIELDS }, CLOSED)
export const UpdateNoteBody = Type.Object({ body: Type.Optional(NoteText), ...NOTE_FIELDS }, CLOSED)
export type NoteBody = Static<typeof UpdateNoteBody>

const TaskTitle = Type.String({ minLength: 1, maxLength: 500 })
const TaskText = Type.String({ maxLength: 65_000 })
const DueDate = Type.String({ maxLength: 40 })
export const CreateTaskBody = Type.Object(
  {
    title: TaskTitle,
    body: Type.Optional(TaskText),
    dueDate: DueDate,
    completed: Type.Boolean(),
    assignedTo: Type.Optional(Id),
  },
  CLOSED,
)
export const UpdateTaskBody = Type.Partial(CreateTaskBody, CLOSED)
export type TaskBody = Static<typeof UpdateTaskBody>

export const TaskCompletedBody = Type.Object({ completed: Type.Boolean() }, CLOSED)
export type TaskCompletedBody = Static<typeof TaskCompletedBody>
