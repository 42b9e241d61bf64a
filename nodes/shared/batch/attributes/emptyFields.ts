/** What becomes of a field that holds nothing: undefined, null, an empty or blank text, an empty list. */
export const emptyFieldsChoices = ['leaveOut', 'refuse', 'delete'] as const;
export type EmptyFields = (typeof emptyFieldsChoices)[number];

/** Completes "Attribute x (empty) …". */
export const emptyRule = 'must not be empty; Empty Fields says what becomes of empty values';
