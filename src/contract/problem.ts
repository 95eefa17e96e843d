import { Type } from 'typebox'

/** RFC 9457. Further members carry the facts of the code: required scopes, the clients of a token, the newest version. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'Where the code is explained.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable: what a program should look at.' }),
    detail: Type.String(),
    fields: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  },
  { additionalProperties: true },
)
