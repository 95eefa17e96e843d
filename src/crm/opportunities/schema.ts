import { Type } from 'typebox'

export const PipelinesQuery = Type.Object({ locationId: Type.String({ minLength: 1, maxLength: 100 }) })
